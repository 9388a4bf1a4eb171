MISCONCEPTION = ""
FAILS = "one step at a time"
SAYS = "1 → 2 gave currency, of schema 3"


def upcast(version, fields):
    fields = dict(fields)
    if version == 1:
        fields["total_cents"] = round(fields.pop("total") * 100)
        fields["currency"] = "USD"
    if version == 2:
        fields["channel"] = None
    return fields


answer = upcast
