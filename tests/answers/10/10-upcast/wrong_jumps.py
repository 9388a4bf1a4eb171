MISCONCEPTION = "jumps"
FAILS = "one step at a time"
SAYS = "Each call takes one step"


def upcast(version, fields):
    fields = dict(fields)
    fields["total_cents"] = round(fields.pop("total") * 100)
    fields["currency"], fields["channel"] = "USD", None
    return fields


answer = upcast
