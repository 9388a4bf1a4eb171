"""Everything is an event."""

MISCONCEPTION = "always yes"
FAILS = "requests and things"
SAYS = "An event is the exception"


def is_event(name):
    return True


answer = is_event
