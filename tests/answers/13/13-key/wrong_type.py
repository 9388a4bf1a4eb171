"""The stub."""

MISCONCEPTION = "order within a type"
FAILS = "all facts of a ride stand in one partition"
SAYS = "each type is in order, and no ride is"


def key(event):
    return type(event).__name__


answer = key
