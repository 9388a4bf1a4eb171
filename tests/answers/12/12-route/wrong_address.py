MISCONCEPTION = "the address is the picture"
FAILS = "c1, c2, d2: days, looks and pictures"
SAYS = "Auckland is far from there"

answer = {
    "a1": "feed",
    "a2": "write",
    "b1": "search",
    "b2": "write",
    "c1": "analytics",
    "c2": "nobody",
    "d1": "write",
    "d2": "write",
}
