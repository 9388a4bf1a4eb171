STYLE = "a table says what can be read as what, and the rest is sets; a new type is a new line of the table"


FITS = {
    "integer": {"integer"},
    "number": {"number", "integer"},
    "string": {"string"},
    "boolean": {"boolean"},
}


def breaks(offers, contracts):
    sound = {(f, want) for f, (got, always) in offers.items() if always for want in FITS if got in FITS[want]}
    found = {who: sorted(f for f in reads if (f, reads[f]) not in sound) for who, reads in contracts.items()}
    return {who: fields for who, fields in found.items() if fields}


answer = breaks
