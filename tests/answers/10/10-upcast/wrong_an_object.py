"""Gives back an object; the package takes a dict."""

MISCONCEPTION = ""
FAILS = "dollars become whole cents, to the last one"
SAYS = "returned something of type DinnerV2, wanted is a dict"


class DinnerV2:
    def __init__(self, **f):
        self.__dict__.update(f)


def upcast(version, fields):
    new = dict(fields)
    if version == 1:
        new["total_cents"] = round(new.pop("total") * 100)
    else:
        new["currency"] = "USD"
        new["channel"] = None
    return DinnerV2(**new)


answer = upcast
