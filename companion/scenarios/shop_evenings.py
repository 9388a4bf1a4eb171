"""Two evenings on which the order of the shop's steps shows: a busy one, and one with a slow bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from companion.events import VirtualClock
from companion.sagas import SagaRun
from companion.sourcing import MemoryStore

from . import shop_saga as shop

__all__ = ["Busy", "Meanwhile", "busy_evening", "grace_meanwhile"]

ORDERS, MACHINES, BAD_CARD = 20, 12, 5  # every fifth card is declined


class Busy(NamedTuple):
    """What customers saw: machines `sold`, cards charged and `refunded`; and stock quietly `released`."""

    sold: int
    refunded: int
    released: int


class Meanwhile(NamedTuple):
    """How Ada's order and Grace's ended, as text, and how many machines are on the `shelf` afterwards."""

    ada: str
    grace: str
    shelf: int


def busy_evening(steps: Sequence[str]) -> Busy:
    """20 orders for 12 machines, 4 of them with a bad card, by a saga whose steps stand in this order."""
    store = MemoryStore(clock=VirtualClock())
    shop.deliver_stock(store, MACHINES)
    saga = shop.in_order(store, steps)
    for n in range(1, ORDERS + 1):
        limit_cents = 0 if n % BAD_CARD == 0 else 100_000
        saga.run(store, f"o-{n}", shop.order(f"o-{n}", limit_cents=limit_cents))
    kinds = [each.type for each in store.read_all(limit=1_000)]
    return Busy(*map(kinds.count, ("ParcelDispatched", "CardRefunded", "StockReleased")))


def grace_meanwhile(steps: Sequence[str]) -> Meanwhile:
    """One machine. The bank takes its time over Ada's card, and declines it; meanwhile Grace orders."""
    store = MemoryStore(clock=VirtualClock())
    shop.deliver_stock(store, 1)
    grace: list[SagaRun] = []
    saga = shop.in_order(
        store, steps, lambda: grace.append(saga.run(store, "order-78", shop.order("order-78")))
    )
    ada = saga.run(store, "order-77", shop.order(limit_cents=0))
    return Meanwhile(_told(ada), _told(grace[0]), shop.on_the_shelf(store))


def _told(run: SagaRun) -> str:
    return run.reason.removeprefix("Refused: ") or str(run.outcome)
