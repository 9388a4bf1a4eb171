MISCONCEPTION = "LIKE is a search"
FAILS = "a1, a2, b1: the right posts, and nothing else is read for them"
SAYS = "it reads each row"

answer = {"b1": "write"}
