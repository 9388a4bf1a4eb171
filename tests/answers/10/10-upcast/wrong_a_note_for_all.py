MISCONCEPTION = ""
FAILS = "other fields stay, none is added, and what was recorded does not change"
SAYS = "gave a new field, note"


def upcast(version, fields):
    note = fields.get("note", "")
    if version == 1:
        return {"order_id": fields["order_id"], "total_cents": round(fields["total"] * 100), "note": note}
    return {**fields, "currency": "USD", "channel": None, "note": note}


answer = upcast
