"""Promises a dinner that is delivered, which makes the drivers critical."""

STYLE = (
    "Says to the customer what the customer wants to hear. It costs seven critical events, and only mail and "
    "capturing are left that may fail."
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
    "promise": "OrderDelivered",
    "critical": [
        "OrderPlaced",
        "InventoryReserved",
        "PaymentAuthorized",
        "OrderAcceptedByRestaurant",
        "DriverAssigned",
        "OrderPickedUp",
        "OrderDelivered",
    ],
    "later": ["PaymentCaptured", "Email"],
    "once": ["Restaurant", "Delivery"],
}
