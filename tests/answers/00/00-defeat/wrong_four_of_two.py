"""Right, and one delivery too many."""

MISCONCEPTION = "not the smallest"
FAILS = "no shorter list does it"
SAYS = "It breaks, but a shorter list does too. Small counterexamples are"


answer = ["B", "A", "B", "A"]
