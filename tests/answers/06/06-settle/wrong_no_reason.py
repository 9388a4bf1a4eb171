MISCONCEPTION = "leaves it to the broker"
FAILS = "m2 always fails: one dead letter that says why, the others paid"
SAYS = "nobody said why"

answer = {"E": "acknowledge"}
