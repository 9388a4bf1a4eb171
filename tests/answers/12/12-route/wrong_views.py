MISCONCEPTION = "analytics knows everything"
FAILS = "c1, c2, d2: days, looks and pictures"
SAYS = "A model cannot show what nobody published"

answer = {
    "a1": "feed",
    "a2": "write",
    "b1": "search",
    "b2": "write",
    "c1": "analytics",
    "c2": "analytics",
    "d1": "write",
    "d2": "media",
}
