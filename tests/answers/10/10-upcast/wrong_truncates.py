MISCONCEPTION = "truncates"
FAILS = "dollars become whole cents, to the last one"
SAYS = "Half of these prices lose a cent"


def upcast(version, fields):
    fields = dict(fields)
    if version == 1:
        fields["total_cents"] = int(fields.pop("total") * 100)
    else:
        fields["currency"], fields["channel"] = "USD", None
    return fields


answer = upcast
