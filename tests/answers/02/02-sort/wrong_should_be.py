"""Falls for the past word in a request."""

MISCONCEPTION = "a request in the clothes of a fact"
FAILS = "requests are commands"
SAYS = "InventoryShouldBeReleased: its sender wants something done"

kinds = {}
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
        "InventoryShouldBeReleased",
    ],
    "event",
)
kinds |= dict.fromkeys(["RegisterUser", "ShipParcel", "ScheduleDelivery", "PasswordReset"], "command")
kinds |= dict.fromkeys(["GetUnpaidOrders", "IsSeatFree"], "query")
kinds |= dict.fromkeys(["CustomerSnapshot", "PriceList", "Invoice"], "document")
better = {
    "PlaceOrder": "OrderPlaced",
    "ProcessingPayment": "PaymentProcessed",
    "TransferOut": "MoneyTransferred",
    "StockLow": "StockFellBelowMinimum",
}
answer = [kinds, better]
