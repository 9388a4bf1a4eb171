"""Two keys: rides' facts and orders'."""

MISCONCEPTION = ""
FAILS = "all facts of a ride stand in one partition"
SAYS = "200 of 200 rides are split"


def key(event):
    return type(event).__module__


answer = key
