MISCONCEPTION = "builds it from the fields it knows"
FAILS = "other fields stay, none is added, and what was recorded does not change"
SAYS = "another program knew one more"


def upcast(version, fields):
    if version == 1:
        return {"order_id": fields["order_id"], "total_cents": round(fields["total"] * 100)}
    known = {name: fields[name] for name in ("order_id", "total_cents")}
    return {**known, "currency": "USD", "channel": None}


answer = upcast
