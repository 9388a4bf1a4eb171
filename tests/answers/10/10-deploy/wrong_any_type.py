MISCONCEPTION = "any type will do"
FAILS = "a type breaks those who cannot read it"
SAYS = "A contract names types, too"


def breaks(offers, contracts):
    found = {}
    for consumer, reads in contracts.items():
        lost = sorted(field for field in reads if field not in offers or not offers[field][1])
        if lost:
            found[consumer] = lost
    return found


answer = breaks
