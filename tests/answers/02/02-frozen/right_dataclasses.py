"""Frozen dataclasses do it as well."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Item:
    sku: str
    quantity: int = 1


@dataclass(frozen=True)
class LunchOrdered:
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        object.__setattr__(self, "items", tuple(self.items))


def corrected(event, items):
    return replace(event, items=items)


def loyalty(event):
    event.items.append("gold bar")


answer = [Item, LunchOrdered, corrected, loyalty]
