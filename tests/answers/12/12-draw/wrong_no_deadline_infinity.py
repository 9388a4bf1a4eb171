MISCONCEPTION = "no deadline"
FAILS = "a: each pushed post is in its feeds within ten seconds, and the work is least then"
SAYS = "nobody is pulled"

answer = {"a": float("inf"), "b": 3}
