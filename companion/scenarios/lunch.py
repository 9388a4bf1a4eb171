"""A till at lunch: three orders, a network that repeats and reorders them; is the money right afterwards?

`lunch_hours(take_payment)` plays a thousand seeded lunch hours against one way of taking payment, and returns
the smallest one that goes wrong, or that none did; `one_lunch` plays one, by its seed or
by its deliveries. Lesson 00 is made of them. Amounts are in cents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from companion.lab import Counterexample, Disk, Survived, deliver, explore, replay

from .orders import OrderPlaced

__all__ = ["ORDERS", "OrderPlaced", "first_till", "lunch_hours", "one_lunch"]

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

    The till starts with `total_cents=0`, an empty list `paid` and `last=None`. All is well when it ends with
    each order's money exactly once. `faults` are those of `companion.lab.explore`.
    """
    return explore(_build(take_payment), ORDERS, _owed, faults=faults, seeds=hours, disk=_till, label=_label)


def one_lunch(
    take_payment: Callable[[Any, OrderPlaced], object], which: int | Iterable[str]
) -> Survived | Counterexample:
    """Play one lunch hour without shrinking it: that of a seed, or deliveries such as `["A", "B", "A"]`.

    Raises `companion.events.UnknownName` for an order nobody placed.
    """
    if isinstance(which, int):
        return replay(which, _build(take_payment), ORDERS, _owed, disk=_till, label=_label)
    return deliver(_build(take_payment), ORDERS, which, _owed, disk=_till, label=_label)


def _build(take_payment: Callable[[Any, OrderPlaced], object]) -> Callable[[Any], Callable[[Any], object]]:
    return lambda till: lambda event: take_payment(till, event)


def _till() -> Disk:
    return Disk(total_cents=0, paid=[], last=None)


def _label(event: Any) -> str:
    return str(event.order_id)


def _owed(till: Any) -> str | None:
    owed = sum(event.total_cents for event in till.sent)
    if till.total_cents == owed:
        return None
    who = _once_each([event.customer for event in till.sent])
    return f"{who}: the till holds {till.total_cents} cents, and {owed} is right"


def _once_each(customers: list[str]) -> str:
    """`Ada ordered once`, or `Ada, Ben and Cleo ordered once each`."""
    *others, last = customers
    return f"{', '.join(others)} and {last} ordered once each" if others else f"{last} ordered once"
