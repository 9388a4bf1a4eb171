"""Writes the schema number into the fields."""

MISCONCEPTION = ""
FAILS = "other fields stay, none is added, and what was recorded does not change"
SAYS = "1 → 2 gave a new field, schema"


def upcast(version, fields):
    new = dict(fields)
    if version == 1:
        new["total_cents"] = round(new.pop("total") * 100)
    else:
        new["currency"] = "USD"
        new["channel"] = None
    new["schema"] = version + 1
    return new


answer = upcast
