MISCONCEPTION = "a profile is a feed"
FAILS = "a1, a2, b1: the right posts, and nothing else is read for them"
SAYS = "A profile is about an author"

answer = {"a2": "feed"}
