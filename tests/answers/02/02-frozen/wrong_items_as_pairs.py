import msgspec
from msgspec.structs import force_setattr, replace

MISCONCEPTION = ""
FAILS = "order_id cannot be assigned"
SAYS = "was made from 1 coffee, 2 bagel and holds ['coffee', 1], ['bagel', 2]"


class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        force_setattr(self, "items", tuple((each.sku, each.quantity) for each in self.items))


def corrected(event, items):
    return replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
