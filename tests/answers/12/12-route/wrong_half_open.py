MISCONCEPTION = ""
FAILS = "b2, d1: what must be true at once is asked where it is written"
SAYS = "rows still open: 4"

answer = {"a1": "feed", "a2": "write", "b1": "search", "b2": "write"}
