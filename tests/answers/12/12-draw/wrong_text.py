MISCONCEPTION = ""
FAILS = "a: each pushed post is in its feeds within ten seconds, and the work is least then"
SAYS = "'50 million'"

answer = {"a": "50 million", "b": 3}
