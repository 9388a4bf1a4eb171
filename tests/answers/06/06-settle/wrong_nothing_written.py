MISCONCEPTION = "never acknowledges"
FAILS = "undisturbed, m1 came twice: each order paid once, nothing left"
SAYS = "nobody told the broker"

answer = {"F": "continue"}
