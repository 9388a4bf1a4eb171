"""The facts of the food delivery that are its own; those it shares with other scenarios are in `orders`."""

from __future__ import annotations

from companion.events import Event

__all__ = [
    "DriverAssigned", "OrderAcceptedByRestaurant", "OrderDelivered", "OrderPickedUp", "OrderRated",
    "OrderRefusedByRestaurant",
]  # fmt: skip


class OrderAcceptedByRestaurant(Event):
    """The kitchen will cook it."""

    order_id: str


class OrderRefusedByRestaurant(Event, refusal=True):
    """The kitchen will not cook it; the payment was authorized before it was asked."""

    order_id: str


class DriverAssigned(Event):
    """`driver` is on the way to the restaurant."""

    order_id: str
    driver: str = ""


class OrderPickedUp(Event):
    """The driver has the meal."""

    order_id: str


class OrderDelivered(Event):
    """The customer has the meal."""

    order_id: str


class OrderRated(Event):
    """The customer gave `stars`, 1 to 5."""

    order_id: str
    stars: int = 5
