MISCONCEPTION = ""
FAILS = "c1, c2, d2: days, looks and pictures"
SAYS = "analytics can answer it"

answer = {
    "a1": "feed",
    "a2": "write",
    "b1": "search",
    "b2": "write",
    "c1": "nobody",
    "c2": "nobody",
    "d1": "write",
    "d2": "media",
}
