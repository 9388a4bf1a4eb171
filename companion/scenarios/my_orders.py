"""Ada's dinner of lesson 04 as a read model: one row of "my orders", made of the seven facts of order-42.

The facts are published on a bus, as in 04, and kept in a store; showing the row needs no service. `dinner` is
the trace, `dinner_log` the store. Lesson 11.
"""

from __future__ import annotations

from typing import Any, cast

from companion.bus import Bus
from companion.cqrs import DictView, Projection
from companion.events import Event, Trace, VirtualClock
from companion.sourcing import MemoryStore

from . import food_delivery
from .food_events import DriverAssigned, OrderAcceptedByRestaurant, OrderDelivered, OrderPickedUp, OrderRated
from .orders import OrderPlaced, PaymentAuthorized

__all__ = ["dinner", "dinner_log", "my_orders"]

SAYS: dict[type[Event], str] = {
    OrderPlaced: "placed",
    PaymentAuthorized: "paid",
    OrderAcceptedByRestaurant: "being cooked",
    DriverAssigned: "being cooked",
    OrderPickedUp: "on its way",
    OrderDelivered: "delivered",
}


def dinner() -> Trace:
    """What the services of lesson 04 told of order-42, as it happened, and who heard it."""
    bus = Bus(VirtualClock())
    food_delivery.wire(bus)
    food_delivery.dinner(bus)
    return bus.trace.story("order-42")


def dinner_log(told: Trace) -> MemoryStore:
    """A store with these facts, in order."""
    store = MemoryStore(clock=VirtualClock())
    store.append("order-42", [each.event for each in told.published()], expected=0)
    return store


def my_orders() -> Projection:
    """The projection: for each order its status, its price in cents, and the stars once there are any."""
    orders = Projection(DictView("my orders"))

    def change(rows: Any, order_id: str, **new: object) -> None:
        rows[order_id] = {**rows.get(order_id, {}), **new}

    @orders.on(*SAYS)
    def happened(event: Event, rows: Any) -> None:
        cents = {"cents": event.total_cents} if isinstance(event, OrderPlaced) else {}
        change(rows, cast(Any, event).order_id, status=SAYS[type(event)], **cents)

    @orders.on(OrderRated)
    def rated(event: OrderRated, rows: Any) -> None:
        change(rows, event.order_id, stars=event.stars)

    return orders
