"""Everything that happens is called critical."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "more is critical than the promise needs"
FAILS = "critical is what the promise needs"
SAYS = "comes all the same: 4 events too many"

answer = {**QUOTED[1], "critical": QUOTED[1]["events"], "later": ["Email", "Analytics", "Push"]}
