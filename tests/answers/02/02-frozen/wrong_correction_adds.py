"""The correction adds to the old items instead of replacing them."""

import msgspec
from msgspec.structs import force_setattr, replace

MISCONCEPTION = ""
FAILS = "corrected() makes a new order, the old one stays"
SAYS = "corrected(event, items) returned order-43 with 1 coffee, 2 bagel, 3"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        force_setattr(self, "items", tuple(self.items))


def corrected(event, items):
    return replace(event, items=event.items + tuple(items))


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
