MISCONCEPTION = "in time is enough"
FAILS = "a: each pushed post is in its feeds within ten seconds, and the work is least then"
SAYS = "Your line keeps the limit"

answer = dict.fromkeys("ab", 3)
