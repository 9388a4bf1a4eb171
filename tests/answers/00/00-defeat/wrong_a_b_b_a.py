MISCONCEPTION = "not the smallest"
FAILS = "no shorter list does it"
SAYS = "a shorter list does too"
answer = ["A", "B", "B", "A"]
