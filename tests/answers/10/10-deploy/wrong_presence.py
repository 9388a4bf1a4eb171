MISCONCEPTION = "it is there, and that is all"
FAILS = "a type breaks those who cannot read it"
SAYS = "The name is there"


def breaks(offers, contracts):
    found = {who: sorted(f for f in reads if f not in offers) for who, reads in contracts.items()}
    return {who: fields for who, fields in found.items() if fields}


answer = breaks
