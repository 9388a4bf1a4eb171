MISCONCEPTION = "new posts are found in the feed"
FAILS = "a1, a2, b1: the right posts, and nothing else is read for them"
SAYS = "a feed holds none"

answer = {"b1": "feed"}
