STYLE = "a copy, then one change a step; round finds the cent that the float was meant to be"


def upcast(version, fields):
    fields = dict(fields)
    if version == 1:
        fields["total_cents"] = round(fields.pop("total") * 100)
    if version == 2:
        fields["currency"], fields["channel"] = "USD", None
    return fields


answer = upcast
