"""A Director hears every fact and requests the next step."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "an orchestra"
FAILS = "at least four services, and nobody is in charge"
SAYS = "all others on the way to the dinner work only when Director tells them"

rows = QUOTED[1]["reactions"][:1]
for number, (when, *rest) in enumerate(QUOTED[1]["reactions"][1:]):
    rows = [*rows, (when, "Director", f"Step{number}Requested"), (f"Step{number}Requested", *rest)]
answer = {**QUOTED[1], "reactions": rows}
