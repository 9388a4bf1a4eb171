"""Takes tuples only and says so; the correction makes one."""

import msgspec

STYLE = "Stricter: whoever brings a list learns it at once, and each caller has to write `tuple(...)`."


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        if type(self.items) is not tuple:
            raise TypeError("items must be a tuple: tuple(items)")


def corrected(event, items):
    return LunchOrdered(order_id=event.order_id, items=tuple(items))


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
