MISCONCEPTION = "no deadline"
FAILS = "a: each pushed post is in its feeds within ten seconds, and the work is least then"
SAYS = "one post takes 500 s"

answer = {"a": 10**9, "b": 10**9}
