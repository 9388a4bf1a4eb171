"""Rejected twice at D: nobody may tell of an acknowledgement that never came."""

MISCONCEPTION = ""
FAILS = "m2 always fails: one dead letter that says why, the others paid"
SAYS = "AlreadySettled"

answer = {"D": ["reject", "reject"], "E": "acknowledge"}
