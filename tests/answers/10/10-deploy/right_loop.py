STYLE = "asks field by field, as a person would; one place to change when a rule is added"


def breaks(offers, contracts):
    found = {}
    for consumer, reads in contracts.items():
        for field, wanted in sorted(reads.items()):
            got, always = offers.get(field, ("", False))
            fits = got == wanted or (got, wanted) == ("integer", "number")
            if not (always and fits):
                found.setdefault(consumer, []).append(field)
    return found


answer = breaks
