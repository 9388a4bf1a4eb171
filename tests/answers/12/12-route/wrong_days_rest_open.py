MISCONCEPTION = "counting is for the tables"
FAILS = "c1, c2, d2: days, looks and pictures"
SAYS = "read every post for it"

answer = {"c1": "write"}
