"""One service directs whoever is on the way; a mail and the stock hear something else."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "an orchestra"
FAILS = "at least four services, and nobody is in charge"
SAYS = "on the way to the dinner work only when Director tells them"

answer = {
    **QUOTED[1],
    "reactions": [
        ("a customer orders", "Order", "OrderPlaced"),
        ("OrderPlaced", "Director", "PaymentRequested"),
        ("PaymentRequested", "Payment", "PaymentAuthorized", "PaymentDeclined"),
        ("PaymentAuthorized", "Director", "AcceptanceRequested"),
        ("AcceptanceRequested", "Restaurant", "OrderAcceptedByRestaurant"),
        ("OrderAcceptedByRestaurant", "Director", "DriverRequested"),
        ("DriverRequested", "Delivery", "DriverAssigned"),
        ("DriverAssigned", "Delivery", "OrderPickedUp"),
        ("OrderPickedUp", "Delivery", "OrderDelivered"),
        ("PaymentDeclined", "Inventory", "InventoryReleased"),
        ("OrderDelivered", "Email", "ReceiptSent"),
    ],
}
