"""A frozenset can neither be changed nor told in which order its items stood."""

import msgspec
from msgspec.structs import force_setattr, replace

MISCONCEPTION = ""
FAILS = "order_id cannot be assigned"
SAYS = "LunchOrdered(…) holds a set: it forgets"


def loyalty(event):
    basket = event.items
    basket.append("gold bar")


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: frozenset[Item]

    def __post_init__(self):
        force_setattr(self, "items", frozenset(self.items))


def corrected(event, items):
    return replace(event, items=items)


answer = [Item, LunchOrdered, corrected, loyalty]
