MISCONCEPTION = "acknowledges inside the transaction"
FAILS = "killed at any step, a second worker goes on: the same"
SAYS = "It looks safest, and is not"

answer = {"C": "acknowledge", "D": "raise"}
