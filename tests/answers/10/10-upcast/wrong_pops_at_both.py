MISCONCEPTION = ""
FAILS = "one step at a time"
SAYS = "KeyError"


def upcast(version, fields):
    fields = dict(fields)
    fields["total_cents"] = round(fields.pop("total") * 100)
    if version == 2:
        fields["currency"], fields["channel"] = "USD", None
    return fields


answer = upcast
