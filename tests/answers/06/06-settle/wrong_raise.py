MISCONCEPTION = "one bad message stops the worker"
FAILS = "m2 always fails: one dead letter that says why, the others paid"
SAYS = "order-44 waits behind"

answer = {"D": "raise", "E": "acknowledge"}
