"""A Decimal is no int: JSON makes a text of it."""

from decimal import Decimal

MISCONCEPTION = ""
FAILS = "dollars become whole cents, to the last one"
SAYS = "1999.00 (a Decimal or Fraction)"


def upcast(version, fields):
    new = dict(fields)
    if version == 1:
        new["total_cents"] = Decimal(str(new.pop("total"))) * 100
    else:
        new["currency"] = "USD"
        new["channel"] = None
    return new


answer = upcast
