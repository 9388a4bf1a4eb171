MISCONCEPTION = ""
FAILS = "b2, d1: what must be true at once is asked where it is written"
SAYS = "d1: ['write', 'feed'], expected"

answer = {
    "a1": "feed",
    "a2": "write",
    "b1": "search",
    "b2": "write",
    "c1": "analytics",
    "c2": "nobody",
    "d1": ["write", "feed"],
    "d2": "media",
}
