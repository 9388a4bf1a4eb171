"""The stock is reserved first and the money captured last; a clock tells who waits in vain."""

STYLE = (
    "Nothing is given back that was not taken, and a late dinner is an event. It costs one more service on "
    "the critical path: without Inventory nobody eats."
)

answer = {
    "events": [
        "OrderPlaced",
        "InventoryReserved",
        "PaymentAuthorized",
        "OrderAcceptedByRestaurant",
        "DriverAssigned",
        "OrderPickedUp",
        "OrderDelivered",
        "PaymentCaptured",
    ],
    "reactions": [
        ("a customer orders", "Order", "OrderPlaced"),
        ("OrderPlaced", "Inventory", "InventoryReserved"),
        ("InventoryReserved", "Payment", "PaymentAuthorized", "PaymentDeclined"),
        ("PaymentDeclined", "Inventory", "InventoryReleased"),
        ("PaymentAuthorized", "Restaurant", "OrderAcceptedByRestaurant"),
        ("OrderAcceptedByRestaurant", "Delivery", "DriverAssigned"),
        ("DriverAssigned", "Delivery", "OrderPickedUp"),
        ("OrderPickedUp", "Delivery", "OrderDelivered"),
        ("OrderDelivered", "Payment", "PaymentCaptured"),
        ("OrderAcceptedByRestaurant", "Email", "ConfirmationSent"),
        ("30 minutes pass", "Order", "DeliveryTimedOut"),
    ],
    "undo": ["InventoryReleased"],
    "promise": "OrderAcceptedByRestaurant",
    "critical": ["OrderPlaced", "InventoryReserved", "PaymentAuthorized", "OrderAcceptedByRestaurant"],
    "later": ["DriverAssigned", "OrderPickedUp", "OrderDelivered", "PaymentCaptured", "Email"],
    "once": ["Restaurant", "Delivery"],
}
