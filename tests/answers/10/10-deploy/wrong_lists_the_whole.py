MISCONCEPTION = "lists those who stay whole"
FAILS = "what nobody reads breaks nobody"
SAYS = "calls three teams"


def breaks(offers, contracts):
    found = {}
    for consumer, reads in contracts.items():
        found[consumer] = []
        for field, wanted in sorted(reads.items()):
            got, always = offers.get(field, ("", False))
            if not always or (got != wanted and (got, wanted) != ("integer", "number")):
                found[consumer].append(field)
    return found


answer = breaks
