"""A dict with a default, other names, and first letters for the kinds."""

from collections import defaultdict

kinds = defaultdict(lambda: "event")
kinds |= dict.fromkeys(
    [
        "OrderPlaced",
        "PaymentProcessed",
        "UserRegistered",
        "DriverAssigned",
        "OrderSentToKitchen",
        "StockRanOut",
        "PlaceOrder",
        "ProcessingPayment",
        "TransferOut",
        "StockLow",
    ],
    "e",
)
kinds |= dict.fromkeys(
    ["RegisterUser", "ShipParcel", "ScheduleDelivery", "InventoryShouldBeReleased", "PasswordReset"], "c"
)
kinds |= dict.fromkeys(["GetUnpaidOrders", "IsSeatFree"], "q")
kinds |= dict.fromkeys(["CustomerSnapshot", "PriceList", "Invoice"], "d")
better = {
    "PlaceOrder": "OrderSubmitted",
    "ProcessingPayment": "CardCharged",
    "TransferOut": "TransferSent",
    "StockLow": "ShelfFellBelowFive",
}
answer = [kinds, better]
