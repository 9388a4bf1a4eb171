"""A copy whose items are set behind __post_init__'s back: the caller's own list stands in it."""

import copy

import msgspec
from msgspec.structs import force_setattr

MISCONCEPTION = ""
FAILS = "corrected() makes a new order, the old one stays"
SAYS = "the caller added to the list it gave to corrected: the corrected order is now 3 tea, 1 gold bar"


def loyalty(event):
    basket = event.items
    basket.append("gold bar")


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        force_setattr(self, "items", tuple(self.items))


def corrected(event, items):
    new = copy.copy(event)
    force_setattr(new, "items", items)
    return new


answer = [Item, LunchOrdered, corrected, loyalty]
