MISCONCEPTION = "converts at both steps"
FAILS = "one step at a time"
SAYS = "Schema 2 is in cents already"


def upcast(version, fields):
    fields = dict(fields)
    if version == 1:
        fields["total_cents"] = round(fields.pop("total") * 100)
    if version == 2:
        fields["total_cents"] = round(fields["total_cents"] * 100)
        fields["currency"], fields["channel"] = "USD", None
    return fields


answer = upcast
