MISCONCEPTION = "the rule is turned round"
FAILS = "a type breaks those who cannot read it"
SAYS = "You have it the other way round"


def breaks(offers, contracts):
    found = {}
    for consumer, reads in contracts.items():
        for field, wanted in sorted(reads.items()):
            got, always = offers.get(field, ("", False))
            if not always or (got != wanted and (got, wanted) != ("number", "integer")):
                found.setdefault(consumer, []).append(field)
    return found


answer = breaks
