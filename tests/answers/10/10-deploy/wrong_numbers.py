MISCONCEPTION = "numbers are numbers"
FAILS = "a type breaks those who cannot read it"
SAYS = "4.5 is no integer"


def breaks(offers, contracts):
    found = {}
    for consumer, reads in contracts.items():
        for field, wanted in sorted(reads.items()):
            got, always = offers.get(field, ("", False))
            if not always or (got != wanted and {got, wanted} != {"integer", "number"}):
                found.setdefault(consumer, []).append(field)
    return found


answer = breaks
