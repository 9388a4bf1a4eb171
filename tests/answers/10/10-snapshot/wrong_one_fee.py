MISCONCEPTION = "no snapshot yet"
FAILS = "the balance with the snapshot is not the balance without"
SAYS = "there is none yet"


answer = ["fee"]
