"""A rider's facts in order."""

MISCONCEPTION = "the rider"
FAILS = "all facts of a ride stand in one partition"
SAYS = "Only RideRequested names the rider"


def key(event):
    return getattr(event, "rider", type(event).__name__)


answer = key
