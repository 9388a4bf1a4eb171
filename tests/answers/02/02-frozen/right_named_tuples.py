"""Named tuples have nothing to assign to."""

from typing import NamedTuple


class Item(NamedTuple):
    sku: str
    quantity: int = 1


class Order(NamedTuple):
    order_id: str
    items: tuple[Item, ...]


class LunchOrdered(Order):
    __slots__ = ()

    def __new__(cls, order_id, items):
        return super().__new__(cls, order_id, tuple(items))


def corrected(event, items):
    return LunchOrdered(event.order_id, items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
