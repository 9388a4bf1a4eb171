"""Cy pays while he waits in line."""

MISCONCEPTION = "no hold, no letter"
FAILS = "afterwards something is wrong"
SAYS = "had no seat held when"

answer = ["r1", "r2", "r3", "p3!", "p2", "p3"]
