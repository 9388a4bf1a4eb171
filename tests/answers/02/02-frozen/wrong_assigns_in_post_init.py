"""Makes the tuple, and forgets that frozen holds there as well."""

import msgspec
from msgspec.structs import replace

MISCONCEPTION = "assigns in __post_init__"
FAILS = "order_id cannot be assigned"
SAYS = "Frozen holds inside"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        self.items = tuple(self.items)


def corrected(event, items):
    return replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
