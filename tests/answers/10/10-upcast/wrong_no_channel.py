MISCONCEPTION = "leaves out what is not known"
FAILS = "currency is USD, channel is None, and both are there"
SAYS = "Not known is a value"


def upcast(version, fields):
    fields = dict(fields)
    if version == 1:
        fields["total_cents"] = round(fields.pop("total") * 100)
    if version == 2:
        fields["currency"] = "USD"
    return fields


answer = upcast
