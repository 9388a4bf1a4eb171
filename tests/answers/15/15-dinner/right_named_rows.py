"""Rows with names for their parts, in a design that nobody can change any more."""

from collections import namedtuple
from types import MappingProxyType

Row = namedtuple("Row", "when who says instead", defaults=("",))

answer = MappingProxyType(
    {
        "events": (
            "OrderPlaced",
            "PaymentAuthorized",
            "OrderAcceptedByRestaurant",
            "DriverAssigned",
            "OrderPickedUp",
            "OrderDelivered",
        ),
        "reactions": (
            Row("a customer orders", "Order", "OrderPlaced"),
            Row("OrderPlaced", "Payment", "PaymentAuthorized", "PaymentDeclined"),
            Row("PaymentAuthorized", "Restaurant", "OrderAcceptedByRestaurant"),
            Row("OrderAcceptedByRestaurant", "Delivery", "DriverAssigned"),
            Row("DriverAssigned", "Delivery", "OrderPickedUp"),
            Row("OrderPickedUp", "Delivery", "OrderDelivered"),
            Row("PaymentDeclined", "Order", "OrderCancelled"),
        ),
        "undo": ("OrderCancelled",),
        "promise": "OrderAcceptedByRestaurant",
        "critical": {"OrderPlaced", "PaymentAuthorized", "OrderAcceptedByRestaurant"},
        "later": {"Delivery"},
    }
)
