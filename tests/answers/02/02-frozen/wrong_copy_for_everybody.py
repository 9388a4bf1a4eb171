"""Hands out copies."""

import msgspec

MISCONCEPTION = "a copy for everybody"
FAILS = "no handler can put anything into the order"
SAYS = "Two services now disagree about a fact"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered:
    def __init__(self, order_id, items):
        object.__setattr__(self, "_facts", (order_id, tuple(items)))

    def __setattr__(self, name, value):
        raise AttributeError("an order does not change")

    @property
    def order_id(self):
        return self._facts[0]

    @property
    def items(self):
        return list(self._facts[1])


def corrected(event, items):
    return LunchOrdered(event.order_id, items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
