MISCONCEPTION = ""
FAILS = "a type breaks those who cannot read it"
SAYS = "weight_kg is now a string: you say nobody"


def breaks(offers, contracts):
    result = {}
    for who, reads in contracts.items():
        for f, w in sorted(reads.items()):
            got, always = offers.get(f, ("", False))
            if not always or (got != w and w != "number"):
                result.setdefault(who, []).append(f)
    return result


answer = breaks
