"""order-42 through an outbox: the relay dies before its mark, another one goes on, an inbox knows the repeat.

Each step takes a second of virtual time and is kept in the trace, for a picture. Amounts are in cents.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from companion.delivery import Inbox, MemoryBroker, Outbox, Relay
from companion.events import Record, Trace, VirtualClock
from companion.lab import Crash
from companion.sourcing import MemoryStore

from .orders import OrderPlaced

__all__ = ["OutboxOrder", "outbox_order"]

TOPIC = "orders"
STRUCK = f"before mark in outbox, {TOPIC}"
PLACED = OrderPlaced(order_id="order-42", customer="Ada", total_cents=450)


class OutboxOrder(msgspec.Struct):
    """What came out: rows of orders, messages `published`, amounts `charged_cents`, and the trace."""

    stored: int
    published: int
    charged_cents: list[int]
    trace: Trace

    def __repr__(self) -> str:
        charged = ", ".join(map(str, self.charged_cents))
        return f"rows: {self.stored} · published: {self.published} times · charged: {charged} cents"


def outbox_order() -> OutboxOrder:
    """Ada's order, with a crash between sending and marking."""
    clock, trace = VirtualClock(), Trace()
    store, broker = MemoryStore(clock=clock), MemoryBroker(clock=clock)
    outbox, inbox = Outbox(store), Inbox(store, "Payment")
    with store.transaction() as tx:
        tx.execute("CREATE TABLE orders (order_id TEXT NOT NULL PRIMARY KEY, cents BIGINT NOT NULL)")
        tx.execute("CREATE TABLE till (cents BIGINT NOT NULL)")

    with _doing(trace, clock, "Order", "row + message"), store.transaction() as tx:
        tx.execute("INSERT INTO orders VALUES (?, ?)", PLACED.order_id, PLACED.total_cents)
        outbox.add(tx, TOPIC, PLACED.order_id, PLACED, service="Order")
    with _doing(trace, clock, "Relay", "sends, dies"):
        clock.on_point = _strike
        Relay(outbox, broker, lease_s=1).run_once()
    clock.on_point = None
    clock.sleep(1)
    with _doing(trace, clock, "Relay", "sends, marks"):
        Relay(outbox, broker, lease_s=1).run_once()
    published = broker.lag(TOPIC, "Payment")
    for delivery in broker.consume(TOPIC, "Payment"):
        says = "a repeat: nothing" if inbox.handled(delivery.envelope) else "charges 450"
        with _doing(trace, clock, "Payment", says), inbox.once(delivery.envelope) as once:
            if once is not None:
                once.execute("INSERT INTO till VALUES (?)", PLACED.total_cents)
        delivery.acknowledge()
    with store.transaction() as tx:
        [[stored]] = tx.execute("SELECT COUNT(*) FROM orders")
        charged = [row[0] for row in tx.execute("SELECT cents FROM till")]
    return OutboxOrder(stored, published, charged, trace)


def _strike(point: str) -> None:
    if point == STRUCK:
        raise Crash(point)


@contextmanager
def _doing(trace: Trace, clock: VirtualClock, who: str, what: str) -> Iterator[None]:
    """A second of work; a crash in it is recorded, and the next process goes on."""
    started, kind = clock.now(), "called"
    try:
        yield
    except Crash:
        kind = "failed"
    clock.sleep(1)
    trace.add(Record(kind, clock.now(), who, started=started, label=what))  # type: ignore[arg-type]
