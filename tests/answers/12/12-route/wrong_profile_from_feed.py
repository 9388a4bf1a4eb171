MISCONCEPTION = "a profile is a feed"
FAILS = "a1, a2, b1: the right posts, and nothing else is read for them"
SAYS = "A profile is about an author"

answer = {
    "a1": "feed",
    "a2": "feed",
    "b1": "search",
    "b2": "write",
    "c1": "analytics",
    "c2": "nobody",
    "d1": "write",
    "d2": "media",
}
