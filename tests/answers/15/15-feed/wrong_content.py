"""The answer of the course's notes: that there is a feed, and not how."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "that, and not how"
FAILS = "the newest fifty, newest first"
SAYS = "your design says that there is a feed, and not how it is kept"

answer = QUOTED[2]
