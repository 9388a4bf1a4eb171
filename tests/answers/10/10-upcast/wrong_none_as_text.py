"""None as a text is a channel of that name; nobody guessed."""

MISCONCEPTION = ""
FAILS = "currency is USD, channel is None, and both are there"
SAYS = "channel is 'None', expected None"


def upcast(version, fields):
    new = dict(fields)
    if version == 1:
        new["total_cents"] = round(new.pop("total") * 100)
    else:
        new["currency"] = "USD"
        new["channel"] = "None"
    return new


answer = upcast
