"""A till at lunch: three orders, a network that repeats and reorders them; is the money right afterwards?

`lunch_hours(take_payment)` plays a thousand seeded lunch hours against one way of taking payment, and returns
the smallest one that goes wrong, or that none did. Lesson 00 opens with it. Amounts are in cents.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from companion.lab import Counterexample, Disk, Survived, explore

from .orders import OrderPlaced

ORDERS = (
    OrderPlaced(order_id="A", customer="Ada", total_cents=450),
    OrderPlaced(order_id="B", customer="Ben", total_cents=450),
    OrderPlaced(order_id="C", customer="Cleo", total_cents=520),
)


def first_till(till: Any, event: OrderPlaced) -> None:
    """The line most people write first."""
    till.total_cents += event.total_cents


def lunch_hours(
    take_payment: Callable[[Any, OrderPlaced], object],
    *,
    hours: int = 1000,
    faults: tuple[str, ...] = ("duplicate", "reorder"),
) -> Survived | Counterexample:
    """Play `hours` seeded lunch hours against `take_payment(till, event)`.

    The till starts with `total_cents=0` and an empty list `paid`. All is well when it ends with each order's
    money exactly once. `faults` are those of `companion.lab.explore`.
    """
    return explore(
        lambda till: lambda event: take_payment(till, event),
        ORDERS,
        _owed,
        faults=faults,
        seeds=hours,
        disk=lambda: Disk(total_cents=0, paid=[]),
        label=lambda event: str(event.order_id),
    )


def _owed(till: Any) -> str | None:
    owed = sum(event.total_cents for event in till.sent)
    if till.total_cents == owed:
        return None
    who = " and ".join(event.customer for event in till.sent)
    return f"{who} ordered once: the till holds ${till.total_cents / 100:.2f}, and ${owed / 100:.2f} is right"
