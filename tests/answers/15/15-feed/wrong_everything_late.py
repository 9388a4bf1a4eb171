"""Also what decides something may be late."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "late answers decide"
FAILS = "what must be true now is not late"
SAYS = "liked may be late: has Bob liked 456?"

answer = {**QUOTED[2], "may_be_late": ["feed", "liked", "may_delete"]}
