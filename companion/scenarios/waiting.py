"""One message fails for a while: who waits meanwhile? On this course's bus, and on a log.

On the bus Analytics cannot reach its database, and Payment is registered after it. On the log (this course's
broker in memory, four partitions) the first message of order-42 fails, and others are behind it. The waits
are teaching numbers, on virtual time.
"""

from __future__ import annotations

from companion.bus import Bus, Retry
from companion.delivery import MemoryBroker, Worker
from companion.events import Envelope, Event, Trace, VirtualClock

from .charging import message
from .orders import OrderPlaced

__all__ = ["on_a_log", "on_the_bus"]

FIRST_WAIT_S = 60.0


def on_the_bus() -> Trace:
    """Two orders; Analytics fails four times for each, with 60, 120 and 240 s in between, before Payment is
    called.
    """
    bus = Bus(VirtualClock(), retry=Retry(attempts=4, first_wait_s=FIRST_WAIT_S))

    @bus.service("Analytics").on(OrderPlaced)
    def count(event: OrderPlaced) -> None:
        raise TimeoutError("the database is away")

    @bus.service("Payment").on(OrderPlaced)
    def charge(event: OrderPlaced) -> None:
        pass

    for order_id in ("order-42", "order-43"):
        bus.service("Order").publish(OrderPlaced(order_id=order_id), correlation_id=order_id)
    return bus.trace


def on_a_log() -> list[str]:
    """Two messages of order-42, then one of order-43 and one of order-44; the very first always fails. What
    became of each, in order, one line each; times in seconds.
    """
    clock, trace = VirtualClock(), Trace()
    broker = MemoryBroker(clock=clock, partitions=4, max_tries=5, backoff_s=0.1, trace=trace)
    for id, order_id in (("m1", "order-42"), ("m2", "order-42"), ("m3", "order-43"), ("m4", "order-44")):
        broker.publish("orders", order_id, message(id, order_id, 450))

    def charge(event: Event, envelope: Envelope) -> None:
        if envelope.id == "m1":
            raise TimeoutError("the bank is away")

    Worker(broker, "orders", "Payment", charge, wait_s=0).run()
    ended = {"handled": "handled", "dead_lettered": "a dead letter after {} tries"}
    return [
        f"{(each.time - clock.start).total_seconds():.1f} s  {each.envelope.id} of "
        f"{each.envelope.correlation_id}: {ended[each.kind].format(each.attempt)}"
        for each in trace
        if each.kind in ended and each.envelope
    ]
