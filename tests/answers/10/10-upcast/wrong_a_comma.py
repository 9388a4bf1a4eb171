MISCONCEPTION = ""
FAILS = "currency is USD, channel is None, and both are there"
SAYS = "currency is ['USD', None], expected 'USD'"


def upcast(version, fields):
    fields = dict(fields)
    if version == 1:
        fields["total_cents"] = round(fields.pop("total") * 100)
    if version == 2:
        fields["currency"] = "USD", None
    return fields


answer = upcast
