"""Repairs the one handler that was caught."""

import msgspec
from msgspec.structs import force_setattr

MISCONCEPTION = "copies in the handler"
FAILS = "no handler can put anything into the order"
SAYS = "You repaired Loyalty"


class Item(msgspec.Struct):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: list[Item]

    def __post_init__(self):
        force_setattr(self, "items", self.items)


def corrected(event, items):
    event.items[:] = items
    return event


def loyalty(event):
    basket = list(event.items)
    basket.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
