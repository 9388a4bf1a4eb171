"""The news of the declined card is struck; no letter was written then."""

MISCONCEPTION = "no payment, no letter"
FAILS = "afterwards something is wrong"
SAYS = "What was struck is no payment that came in"

answer = ["r2", "p2!", "p5", "p2"]
