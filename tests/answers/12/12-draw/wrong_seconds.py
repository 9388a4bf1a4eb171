MISCONCEPTION = ""
FAILS = "a: each pushed post is in its feeds within ten seconds, and the work is least then"
SAYS = "from 10 followers on"

answer = {"a": 10, "b": 3}
