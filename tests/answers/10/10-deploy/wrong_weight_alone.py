MISCONCEPTION = ""
FAILS = "a type breaks those who cannot read it"
SAYS = "another event, whose price is an integer"


def breaks(offers, contracts):
    found = {}
    for consumer, reads in contracts.items():
        for field in sorted(reads):
            kind, always = offers.get(field, ("", False))
            if not always or (kind != reads[field] and field != "weight_kg"):
                found.setdefault(consumer, []).append(field)
    return found


answer = breaks
