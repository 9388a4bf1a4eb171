"""Freezes the event and leaves the correction as it was."""

import msgspec
from msgspec.structs import force_setattr

MISCONCEPTION = "still writes into the original"
FAILS = "corrected() makes a new order, the old one stays"
SAYS = "Build a second one from it"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        force_setattr(self, "items", tuple(self.items))


def corrected(event, items):
    event.items[:] = items
    return event


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
