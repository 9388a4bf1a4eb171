"""Frozen items, and a tuple whatever the caller brought."""

import msgspec
from msgspec.structs import force_setattr, replace

STYLE = "Callers may bring a list, and the event never shares it. Each construction makes one copy."


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        force_setattr(self, "items", tuple(self.items))


def corrected(event, items):
    return replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
