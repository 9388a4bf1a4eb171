"""The correction is always of order-42."""

import msgspec
from msgspec.structs import force_setattr

MISCONCEPTION = ""
FAILS = "corrected() makes a new order, the old one stays"
SAYS = "returned order-42 with 3 tea, expected order-43 with 3 tea"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        force_setattr(self, "items", tuple(self.items))


def corrected(event, items):
    return LunchOrdered(order_id="order-42", items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
