"""A field that is lost for two reasons stands there twice."""

MISCONCEPTION = ""
FAILS = "a field that may be missing is missing one day"
SAYS = "you say {'Billing': ['total_cents', 'total_cents']}"


def breaks(offers, contracts):
    out = {}
    for c, reads in contracts.items():
        lost = []
        for f, t in reads.items():
            if f not in offers:
                lost.append(f)
            else:
                got, always = offers[f]
                if not always:
                    lost.append(f)
                if got != t and (got, t) != ("integer", "number"):
                    lost.append(f)
        if lost:
            out[c] = sorted(lost)
    return out


answer = breaks
