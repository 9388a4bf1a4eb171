MISCONCEPTION = "in time is enough"
FAILS = "a: each pushed post is in its feeds within ten seconds, and the work is least then"
SAYS = "the work is 102.04 million"

answer = {"a": 200, "b": 3}
