"""A driver's facts in order."""

MISCONCEPTION = "the driver"
FAILS = "all facts of a ride stand in one partition"
SAYS = "Who asks for a ride has none yet"


def key(event):
    return getattr(event, "driver", "nobody")


answer = key
