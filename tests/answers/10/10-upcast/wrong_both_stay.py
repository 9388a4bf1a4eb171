MISCONCEPTION = "leaves the old one too"
FAILS = "one step at a time"
SAYS = "Which is true on the day they differ"


def upcast(version, fields):
    if version == 1:
        return {**fields, "total_cents": round(fields["total"] * 100)}
    return {**fields, "currency": "USD", "channel": None}


answer = upcast
