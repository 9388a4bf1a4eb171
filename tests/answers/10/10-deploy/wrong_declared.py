MISCONCEPTION = "what is declared is there"
FAILS = "a field that may be missing is missing one day"
SAYS = "May be missing is missing, one day"


def breaks(offers, contracts):
    found = {}
    for consumer, reads in contracts.items():
        for field, wanted in sorted(reads.items()):
            got, always = offers.get(field, ("", False))
            if got != wanted and (got, wanted) != ("integer", "number"):
                found.setdefault(consumer, []).append(field)
    return found


answer = breaks
