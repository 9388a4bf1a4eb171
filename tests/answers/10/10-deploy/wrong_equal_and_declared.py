"""Equal types, and what may be missing is taken for there."""

MISCONCEPTION = "types must be equal"
FAILS = "a type breaks those who cannot read it"
SAYS = "Courier reads a number"


def breaks(offers, contracts):
    found = {}
    for consumer, reads in contracts.items():
        lost = sorted(f for f, wanted in reads.items() if f not in offers or offers[f][0] != wanted)
        if lost:
            found[consumer] = lost
    return found


answer = breaks
