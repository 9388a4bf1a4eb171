MISCONCEPTION = "acknowledges first"
FAILS = "killed at any step, a second worker goes on: the same"
SAYS = "at most once"

answer = {"A": "acknowledge", "D": "reject"}
