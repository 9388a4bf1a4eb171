"""Right but for the order, which the task asks for."""

MISCONCEPTION = ""
FAILS = "several consumers, several fields, in alphabetical order"
SAYS = "you say {'Billing': ['order_id'], 'Email': ['order_id', 'customer']}"


def breaks(offers, contracts):
    found = {}
    for consumer, reads in contracts.items():
        for field, wanted in reads.items():
            got, always = offers.get(field, ("", False))
            if not always or (got != wanted and (got, wanted) != ("integer", "number")):
                found.setdefault(consumer, []).append(field)
    return found


answer = breaks
