"""Looks for an event that says so."""

MISCONCEPTION = "looks for the failure event"
FAILS = "every stalled order is found, and nobody who never paid"
SAYS = "what you look for is absent"


def stalled(log, now, limit_min):
    return [row["stream"] for row in log if row["type"] == "DriverNotFound"]


answer = stalled
