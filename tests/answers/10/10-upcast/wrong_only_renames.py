MISCONCEPTION = "the name changed, the unit did not"
FAILS = "dollars become whole cents, to the last one"
SAYS = "is still dollars"


def upcast(version, fields):
    fields = dict(fields)
    if version == 1:
        fields["total_cents"] = fields.pop("total")
    else:
        fields["currency"], fields["channel"] = "USD", None
    return fields


answer = upcast
