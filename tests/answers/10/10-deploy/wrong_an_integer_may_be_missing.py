"""A wider type is let through before anybody asks whether the field is always there."""

MISCONCEPTION = ""
FAILS = "a field that may be missing is missing one day"
SAYS = "weight_kg is now an integer and may be missing: you say nobody"


def answer(offers, contracts):
    result = {}
    for consumer, reads in contracts.items():
        lost = []
        for field, wanted in reads.items():
            got, always = offers.get(field, (None, False))
            if (got, wanted) == ("integer", "number"):
                continue
            if got != wanted or not always:
                lost.append(field)
        if lost:
            result[consumer] = sorted(lost)
    return result
