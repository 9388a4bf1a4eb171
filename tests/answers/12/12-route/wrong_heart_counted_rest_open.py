MISCONCEPTION = "the heart from the counter"
FAILS = "b2, d1: what must be true at once is asked where it is written"
SAYS = "sees no heart, and taps again"

answer = {"b2": "analytics"}
