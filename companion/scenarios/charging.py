"""Three payments that arrive as messages, and the lab that delivers them: late, twice, and to a process that
dies. Lesson 06 charges them in four ways.

A way is a function. `charge(disk, message)` keeps its till on a plain disk; `charge(store, message)` in a
database with two tables, `till(cents)`, which has one row, and `seen(id)`, whose id is the primary key.
Amounts are in cents.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from companion.events import Clock, Envelope, VirtualClock
from companion.lab import Counterexample, Disk, StoreDisk, Survived, explore
from companion.sourcing import EventStore, MemoryStore

from .orders import OrderPlaced

__all__ = ["MESSAGES", "attack", "attack_store", "cents", "in_till", "lay_tables", "message", "till"]

Charge = Callable[[Any, Envelope], object]


def message(id: str, order_id: str, cents: int) -> Envelope:
    """An order on its way, as the message `id`."""
    placed = OrderPlaced(order_id=order_id, total_cents=cents)
    return Envelope(
        id=id, type="OrderPlaced", event=placed, time=VirtualClock().now(), correlation_id=order_id,
        service="Order",
    )  # fmt: skip


MESSAGES = (
    message("m1", "order-42", 450),
    message("m2", "order-43", 520),
    message("m3", "order-44", 450),
)


def cents(sent: Envelope) -> int:
    """What a message asks for."""
    event: Any = sent.event
    total: int = event.total_cents
    return total


def till(clock: Clock | None = None) -> MemoryStore:
    """A database with the empty tables."""
    store = MemoryStore(clock=clock or VirtualClock())
    lay_tables(store)
    return store


def lay_tables(store: EventStore) -> None:
    """Make the two tables: no money, no id."""
    with store.transaction() as tx:
        tx.execute("CREATE TABLE till (cents INTEGER NOT NULL)")
        tx.execute("INSERT INTO till VALUES (0)")
        tx.execute("CREATE TABLE seen (id TEXT NOT NULL PRIMARY KEY)")


def in_till(store: EventStore) -> int:
    """The cents in the till."""
    with store.transaction() as tx:
        return int(tx.execute("SELECT cents FROM till")[0][0])


def attack(charge: Charge, *faults: str, seeds: int = 1000) -> Survived | Counterexample:
    """Deliver the three messages to `charge(disk, message)` in seeded schedules with these faults; the
    smallest one after which the till is wrong, if there is one.

    `disk.cents` and the list `disk.seen` survive a crash, and nothing else does. Raises `UnknownName`.
    """

    def right(disk: Any) -> str | None:
        return _wrong(disk.cents, disk)

    return explore(
        lambda disk: lambda sent: charge(disk, sent), MESSAGES, right, faults=faults, seeds=seeds,
        disk=lambda: Disk(cents=0, seen=[]), label=lambda sent: str(sent.id),
    )  # fmt: skip


def attack_store(charge: Charge, *faults: str, seeds: int = 30) -> Survived | Counterexample:
    """The same for `charge(store, message)`, with till and memory in a database."""

    def right(disk: Any) -> str | None:
        return _wrong(in_till(disk.store), disk)

    return explore(
        lambda disk: lambda sent: charge(disk.store, sent), MESSAGES, right, faults=faults, seeds=seeds,
        disk=_store_disk, label=lambda sent: str(sent.id),
    )  # fmt: skip


def _store_disk() -> StoreDisk:
    disk = StoreDisk()
    lay_tables(disk.store)
    return disk


def _wrong(held: int, disk: Disk) -> str | None:
    owed = sum(cents(sent) for sent in disk.sent)
    return None if held == owed else f"the till holds {held}, expected {owed}"
