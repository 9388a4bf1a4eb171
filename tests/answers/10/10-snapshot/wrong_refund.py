MISCONCEPTION = "another event"
FAILS = "the balance with the snapshot is not the balance without"
SAYS = "Only deposits and fees happen"


answer = ["refund"]
