MISCONCEPTION = "the heart from the counter"
FAILS = "b2, d1: what must be true at once is asked where it is written"
SAYS = "sees no heart, and taps again"

answer = {
    "a1": "feed",
    "a2": "write",
    "b1": "search",
    "b2": "analytics",
    "c1": "analytics",
    "c2": "nobody",
    "d1": "write",
    "d2": "media",
}
