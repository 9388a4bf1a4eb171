"""Five changes of two orders, told twice: as OrderUpdated each time, and as the facts that happened.

A legacy system publishes one event for every change, so that a service that needs one change must hear all of
them and compare. `updated()` and `facts()` return the trace of the same five changes; lesson
02 counts who was woken. Leaves out what the services then do.
"""

from __future__ import annotations

from companion.bus import Bus
from companion.events import Event, Trace, VirtualClock

from .food_events import OrderDelivered, OrderPickedUp
from .orders import OrderCancelled

__all__ = [
    "CARES", "CHANGES", "FACTS", "OrderAccepted", "OrderCancelled", "OrderDelivered", "OrderPickedUp",
    "OrderUpdated", "facts", "updated", "woken",
]  # fmt: skip


class OrderUpdated(Event):
    """Something about the order is not as it was. Compare to learn what: that is the smell."""

    order_id: str
    before: str
    after: str


class OrderAccepted(Event):
    """The kitchen will cook it."""

    order_id: str


# (order, before, after): one meal is delivered, one is cancelled.
CHANGES = (
    ("order-43", "placed", "accepted"),
    ("order-43", "accepted", "picked up"),
    ("order-43", "picked up", "delivered"),
    ("order-44", "placed", "accepted"),
    ("order-44", "accepted", "cancelled"),
)
FACTS: dict[str, type[Event]] = {
    "accepted": OrderAccepted,
    "picked up": OrderPickedUp,
    "delivered": OrderDelivered,
    "cancelled": OrderCancelled,
}
CARES: dict[str, tuple[str, ...]] = {
    "Kitchen": ("accepted", "cancelled"),
    "Driver": ("accepted", "cancelled"),
    "Customer": ("picked up", "delivered", "cancelled"),
    "Accounting": ("delivered",),
}


def updated() -> Trace:
    """One kind of event for all five changes; everybody hears each of them."""
    bus = Bus(VirtualClock())
    for name in CARES:

        @bus.service(name).on(OrderUpdated)
        def compare(event: OrderUpdated) -> None:
            """Is it for me? Whoever wants to know must look into `before` and `after`."""

    for order_id, before, after in CHANGES:
        bus.service("Legacy").publish(
            OrderUpdated(order_id=order_id, before=before, after=after), correlation_id=order_id
        )
    return bus.trace


def facts() -> Trace:
    """The same five changes, each as the fact it is; everybody hears what they care for."""
    bus = Bus(VirtualClock())
    for name, cares in CARES.items():
        for status in cares:

            @bus.service(name).on(FACTS[status])
            def act(event: Event) -> None:
                """Does its work."""

    for order_id, _, after in CHANGES:
        bus.service("Order").publish(FACTS[after](order_id=order_id), correlation_id=order_id)
    return bus.trace


def woken(trace: Trace) -> int:
    """How often a handler ran."""
    return sum(record.kind == "handled" for record in trace)
