MISCONCEPTION = "jumps"
FAILS = "one step at a time"
SAYS = "Schema 1 went straight to 3"


def upcast(version, fields):
    fields = dict(fields)
    if "total" in fields:
        fields["total_cents"] = round(fields.pop("total") * 100)
    fields["currency"], fields["channel"] = "USD", None
    return fields


answer = upcast
