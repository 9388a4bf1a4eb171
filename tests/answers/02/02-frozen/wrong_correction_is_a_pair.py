"""The old order and the new one are given back together."""

import msgspec
from msgspec.structs import force_setattr, replace

MISCONCEPTION = ""
FAILS = "corrected() makes a new order, the old one stays"
SAYS = "that is no order, expected order-43 with 3 tea"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        force_setattr(self, "items", tuple(self.items))


def corrected(event, items):
    return event, replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
