MISCONCEPTION = "swallows"
FAILS = "m2 always fails: one dead letter that says why, the others paid"
SAYS = "The message that failed was acknowledged"

answer = {"D": "acknowledge", "E": "acknowledge"}
