"""A feed that no event reaches."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "nobody tells the feed"
FAILS = "the feed shows a post after its event, and not before"
SAYS = "post 456 does not come"

answer = {**QUOTED[2], "sync": {}}
