MISCONCEPTION = "the tables can do it all"
FAILS = "a1, a2, b1: the right posts, and nothing else is read for them"
SAYS = "SCAN posts for Paris"

answer = dict.fromkeys(["a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2"], "write")
