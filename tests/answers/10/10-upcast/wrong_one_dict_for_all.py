"""One dict for all calls: what an earlier order had is still in it."""

MISCONCEPTION = ""
FAILS = "other fields stay, none is added, and what was recorded does not change"
SAYS = "1 → 2, asked again after another order, gave a new field, tip_cents, currency, channel"


result = {}


def upcast(version, fields):
    result.update(fields)
    if version == 1:
        result["total_cents"] = round(result.pop("total") * 100)
    else:
        result["currency"] = "USD"
        result["channel"] = None
    return result


answer = upcast
