MISCONCEPTION = "rejects and acknowledges"
FAILS = "m2 always fails: one dead letter that says why, the others paid"
SAYS = "settled once: rejected, or acknowledged"

answer = {"D": "reject", "F": "acknowledge"}
