MISCONCEPTION = "guesses"
FAILS = "currency is USD, channel is None, and both are there"
SAYS = "a fact that nobody saw"


def upcast(version, fields):
    fields = dict(fields)
    if version == 1:
        fields["total_cents"] = round(fields.pop("total") * 100)
    if version == 2:
        fields["currency"], fields["channel"] = "USD", "web"
    return fields


answer = upcast
