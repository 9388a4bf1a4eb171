"""A tuple, and no word about what stands in it: what is read back are dicts."""

import msgspec
from msgspec.structs import force_setattr, replace

MISCONCEPTION = "a tuple of anything"
FAILS = "written and read again it is equal, and hashable"
SAYS = "so what is read stays a plain dict"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple

    def __post_init__(self):
        force_setattr(self, "items", tuple(self.items))


def corrected(event, items):
    return replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
