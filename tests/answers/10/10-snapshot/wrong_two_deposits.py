MISCONCEPTION = "right by luck"
FAILS = "the balance with the snapshot is not the balance without"
SAYS = "agree about deposits"


answer = ["deposit", "deposit"]
