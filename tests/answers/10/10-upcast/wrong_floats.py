"""round with a second argument gives a float back."""

MISCONCEPTION = ""
FAILS = "dollars become whole cents, to the last one"
SAYS = "1999.0 (a float)"


def upcast(version, fields):
    fields = dict(fields)
    if version == 1:
        fields["total_cents"] = round(fields.pop("total") * 100, 0)
    else:
        fields["currency"], fields["channel"] = "USD", None
    return fields


answer = upcast
