"""Writes to a field that is not there."""

import msgspec
from msgspec.structs import force_setattr, replace

MISCONCEPTION = ""
FAILS = "order_id cannot be assigned"
SAYS = "LunchOrdered(…) raised AttributeError: 'LunchOrdered' object has no"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        force_setattr(self, "item", tuple(self.items))


def corrected(event, items):
    return replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
