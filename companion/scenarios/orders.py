"""The facts about an order, or what is paid like one, that several scenarios share.

Amounts are integer cents. The default values let a lesson that is about something else write only `order_id`.
"""

from __future__ import annotations

import msgspec

from companion.events import Event

__all__ = [
    "Item", "OrderCancelled", "OrderPlaced", "PaymentAuthorized", "PaymentDeclined", "PaymentProcessed",
]  # fmt: skip


class Item(msgspec.Struct, frozen=True):
    """One line of an order: `quantity` pieces of `sku` at `price_cents` each."""

    sku: str
    quantity: int = 1
    price_cents: int = 0


class OrderPlaced(Event):
    """A customer ordered `items` for `total_cents` in all."""

    order_id: str
    customer: str = ""
    items: tuple[Item, ...] = ()
    total_cents: int = 0


class PaymentAuthorized(Event):
    """The bank set `amount_cents` aside for this order. No money moved yet: that would be a capture."""

    order_id: str
    amount_cents: int = 0


class PaymentDeclined(Event, refusal=True):
    """The bank said no, for `reason`."""

    order_id: str
    reason: str = ""


class PaymentProcessed(Event):
    """The money was taken: for this order, or for a ride, whose id stands here then."""

    order_id: str
    amount_cents: int = 0


class OrderCancelled(Event):
    """The order will not be carried out any further."""

    order_id: str
