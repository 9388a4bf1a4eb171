from decimal import Decimal

STYLE = "a new dict is displayed, and Decimal counts as people do; slower, and right for every amount"


def upcast(version, fields):
    if version == 1:
        rest = {name: value for name, value in fields.items() if name != "total"}
        return {**rest, "total_cents": int(Decimal(str(fields["total"])) * 100)}
    return {**fields, "currency": "USD", "channel": None}


answer = upcast
