MISCONCEPTION = "new posts are found in the feed"
FAILS = "a1, a2, b1: the right posts, and nothing else is read for them"
SAYS = "a feed holds none"

answer = {
    "a1": "feed",
    "a2": "write",
    "b1": "feed",
    "b2": "write",
    "c1": "analytics",
    "c2": "nobody",
    "d1": "write",
    "d2": "media",
}
