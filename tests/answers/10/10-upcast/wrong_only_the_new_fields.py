MISCONCEPTION = ""
FAILS = "one step at a time"
SAYS = "total_cents was 1210 and is gone"


def upcast(version, fields):
    if version == 1:
        return {"total_cents": round(fields["total"] * 100)}
    return {"currency": "USD", "channel": None}


answer = upcast
