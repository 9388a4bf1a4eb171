"""order-42 as messages of one partition, which four groups read, each at its own position.

After four rounds: Inventory has read all, Payment and Shipping slept for one of them, Email is down.
"""

from __future__ import annotations

from companion.diagrams import Picture, partitions
from companion.events import Event

from .consumed import TOPIC, Consumed, consumed, tell
from .orders import OrderPlaced, PaymentAuthorized
from .shop import InventoryReserved, ShipmentCreated

__all__ = ["GROUPS", "draw", "read_by_four"]

GROUPS = ("Inventory", "Payment", "Shipping", "Email")
_FACTS: tuple[tuple[Event, str], ...] = (
    (OrderPlaced(order_id="order-42", total_cents=450), "placed"),
    (InventoryReserved(order_id="order-42"), "reserved"),
    (PaymentAuthorized(order_id="order-42", amount_cents=450), "paid"),
    (ShipmentCreated(order_id="order-42"), "shipped"),
)


def read_by_four() -> Consumed:
    """Four rounds of the four facts, keyed by the order."""
    asleep = {"Payment": range(1, 2), "Shipping": range(1, 2), "Email": range(1, 5)}
    groups = {group: [group] for group in GROUPS}
    return consumed(
        tell([event for event, _ in _FACTS], lambda event: "order-42"), groups, asleep=asleep, rounds=4
    )


def draw(run: Consumed) -> Picture:
    """The one partition that holds something, as each group sees it."""
    place = next(n for n, lane in enumerate(run.partitions) if lane)
    entries = [("order-42", says) for _, says in _FACTS]
    return partitions(
        dict.fromkeys(GROUPS, entries),
        title="order-42: one partition, and each group has its own place in it",
        subtitle=f"partition {place} of {run.broker.partitions(TOPIC)}, as each group sees it",
        committed={group: len(run.done(group)) for group in GROUPS},
    )
