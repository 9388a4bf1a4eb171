MISCONCEPTION = "stops at the first"
FAILS = "several consumers, several fields, in alphabetical order"
SAYS = "finds out in production"


def breaks(offers, contracts):
    for consumer, reads in contracts.items():
        lost = []
        for field, wanted in sorted(reads.items()):
            got, always = offers.get(field, ("", False))
            if not always or (got != wanted and (got, wanted) != ("integer", "number")):
                lost.append(field)
        if lost:
            return {consumer: lost}
    return {}


answer = breaks
