MISCONCEPTION = "the line is left out"
FAILS = "a: each pushed post is in its feeds within ten seconds, and the work is least then"
SAYS = "at* the line"

answer = {"a": 1_000_000, "b": 3}
