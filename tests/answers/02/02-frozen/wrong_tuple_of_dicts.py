"""A tuple of dicts."""

import msgspec
from msgspec.structs import force_setattr, replace

MISCONCEPTION = "one level deeper"
FAILS = "no handler can change an item inside"
SAYS = 'event.items[0]["quantity"] = 99 went through'


Item = dict


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[dict, ...]

    def __post_init__(self):
        force_setattr(self, "items", tuple(self.items))


def corrected(event, items):
    return replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
