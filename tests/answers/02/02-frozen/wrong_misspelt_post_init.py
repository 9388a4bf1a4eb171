"""One underscore short: the method is never called."""

import msgspec
from msgspec.structs import force_setattr, replace

MISCONCEPTION = "a method that nobody calls"
FAILS = "no handler can put anything into the order"
SAYS = "`__postinit__` never ran"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __postinit__(self):
        force_setattr(self, "items", tuple(self.items))


def corrected(event, items):
    return replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
