"""Asks the document for a field that may be gone."""

MISCONCEPTION = ""
FAILS = "a field that is gone breaks exactly those who read it"
SAYS = "raised KeyError: 'customer'"


def breaks(offers, contracts):
    found = {}
    for consumer, reads in contracts.items():
        lost = sorted(f for f, t in reads.items() if not offers[f][1] or offers[f][0] != t)
        if lost:
            found[consumer] = lost
    return found


answer = breaks
