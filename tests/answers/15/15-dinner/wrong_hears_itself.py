"""A row waits for what it publishes, and never ends."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "the circle"
FAILS = "each event happens, and the evening ends"
SAYS = "and still running"

answer = {
    **QUOTED[1],
    "reactions": [
        *QUOTED[1]["reactions"],
        ("OrderDelivered", "Archive", "CopyKept"),
        ("CopyKept", "Archive", "CopyKept"),
    ],
}
