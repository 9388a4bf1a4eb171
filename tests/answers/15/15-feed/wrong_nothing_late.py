"""Nothing may be late, and events run."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "nothing may be late"
FAILS = "the feed may be late, and comes right"
SAYS = "the feed was late; may_be_late does not name it"

answer = {**QUOTED[2], "may_be_late": []}
