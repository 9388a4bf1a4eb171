MISCONCEPTION = "types must be equal"
FAILS = "a type breaks those who cannot read it"
SAYS = "Courier reads a number, and 3 is one"


def breaks(offers, contracts):
    found = {}
    for who, reads in contracts.items():
        found[who] = sorted(f for f, t in reads.items() if offers.get(f) != (t, True))
    return {who: fields for who, fields in found.items() if fields}


answer = breaks
