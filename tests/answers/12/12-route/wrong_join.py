MISCONCEPTION = "an index makes joins cheap"
FAILS = "a1, a2, b1: the right posts, and nothing else is read for them"
SAYS = "All of them are still sorted"

answer = {
    "a1": "write",
    "a2": "write",
    "b1": "search",
    "b2": "write",
    "c1": "analytics",
    "c2": "nobody",
    "d1": "write",
    "d2": "media",
}
