MISCONCEPTION = "an index makes joins cheap"
FAILS = "a1, a2, b1: the right posts, and nothing else is read for them"
SAYS = "All of them are still sorted"

answer = {"a1": "write"}
