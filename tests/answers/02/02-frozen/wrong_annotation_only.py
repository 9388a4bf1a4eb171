"""Believes the annotation."""

import msgspec
from msgspec.structs import replace

MISCONCEPTION = "tuple in the annotation only"
FAILS = "no handler can put anything into the order"
SAYS = "Python kept the list"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]


def corrected(event, items):
    return replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
