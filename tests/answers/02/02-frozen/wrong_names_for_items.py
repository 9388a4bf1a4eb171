"""Keeps the names of the items and loses the rest."""

import msgspec
from msgspec.structs import force_setattr, replace

MISCONCEPTION = ""
FAILS = "order_id cannot be assigned"
SAYS = "holds 'coffee', 'bagel'"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[str, ...]

    def __post_init__(self):
        force_setattr(self, "items", tuple(item.sku for item in self.items))


def corrected(event, items):
    return replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
