"""A copy at the first step, the recording itself at the second."""

MISCONCEPTION = "changes the recording"
FAILS = "other fields stay, none is added, and what was recorded does not change"
SAYS = "what was recorded now has currency='USD' and channel=None"


def upcast(version, fields):
    if version == 1:
        rest = {k: v for k, v in fields.items() if k != "total"}
        return {**rest, "total_cents": round(fields["total"] * 100)}
    fields["currency"] = "USD"
    fields["channel"] = None
    return fields


answer = upcast
