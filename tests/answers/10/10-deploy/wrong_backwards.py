MISCONCEPTION = "what is ignored breaks"
FAILS = "what nobody reads breaks nobody"
SAYS = "To ignore a field is a consumer's right"


def breaks(offers, contracts):
    found = {who: sorted(f for f in offers if f not in reads) for who, reads in contracts.items()}
    return {who: fields for who, fields in found.items() if fields}


answer = breaks
