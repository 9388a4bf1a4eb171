"""Takes version for the schema to come, not for the one that was recorded."""

MISCONCEPTION = ""
FAILS = "dollars become whole cents, to the last one"
SAYS = "there is no total_cents"


def upcast(version, fields):
    fields = dict(fields)
    if version == 2:
        fields["total_cents"] = round(fields.pop("total") * 100)
    if version == 3:
        fields["currency"], fields["channel"] = "USD", None
    return fields


answer = upcast
