"""A dinner that cost nothing has a total, too."""

MISCONCEPTION = ""
FAILS = "dollars become whole cents, to the last one"
SAYS = "total 0: there is no total_cents"


def answer(version, fields):
    fields = dict(fields)
    if version == 1 and fields.get("total"):
        fields["total_cents"] = round(fields.pop("total") * 100)
    if version == 2:
        fields["currency"], fields["channel"] = "USD", None
    return fields
