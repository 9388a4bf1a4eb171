"""Takes frozen away so that the assignment works."""

import msgspec
from msgspec.structs import replace

MISCONCEPTION = "thaws the event"
FAILS = "order_id cannot be assigned"
SAYS = "every handler gets past it"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        self.items = tuple(self.items)


def corrected(event, items):
    return replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
