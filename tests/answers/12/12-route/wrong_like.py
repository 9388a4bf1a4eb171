MISCONCEPTION = "LIKE is a search"
FAILS = "a1, a2, b1: the right posts, and nothing else is read for them"
SAYS = "it reads each row"

answer = {
    "a1": "feed",
    "a2": "write",
    "b1": "write",
    "b2": "write",
    "c1": "analytics",
    "c2": "nobody",
    "d1": "write",
    "d2": "media",
}
