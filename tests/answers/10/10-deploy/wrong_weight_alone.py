MISCONCEPTION = ""
FAILS = "a type breaks those who cannot read it"
SAYS = "another event, whose price is an integer"


def breaks(offers, contracts):
    found = {}
    for consumer, reads in contracts.items():
        for field in sorted(reads):
            kind, always = offers.get(field, ("", False))
            fine = kind == reads[field] or (field == "weight_kg" and kind in ("integer", "number"))
            if not (always and fine):
                found.setdefault(consumer, []).append(field)
    return found


answer = breaks
