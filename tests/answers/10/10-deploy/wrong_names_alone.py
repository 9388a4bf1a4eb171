MISCONCEPTION = ""
FAILS = "what nobody reads breaks nobody"
SAYS = "you say [], which is no dict, expected nobody"


def breaks(offers, contracts):
    broken = []
    for consumer, reads in contracts.items():
        for field, wanted in sorted(reads.items()):
            got, always = offers.get(field, ("", False))
            if not always or (got != wanted and (got, wanted) != ("integer", "number")):
                broken.append(consumer)
    return broken


answer = breaks
