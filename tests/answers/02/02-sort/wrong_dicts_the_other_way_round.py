"""Hands over the second dict first."""

MISCONCEPTION = ""
FAILS = "plain facts are events"
SAYS = "the other way round: [kinds, better]"

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
    ],
    "event",
)
kinds |= dict.fromkeys(
    ["RegisterUser", "ShipParcel", "ScheduleDelivery", "InventoryShouldBeReleased", "PasswordReset"],
    "command",
)
kinds |= dict.fromkeys(["GetUnpaidOrders", "IsSeatFree"], "query")
kinds |= dict.fromkeys(["CustomerSnapshot", "PriceList", "Invoice"], "document")
better = {
    "PlaceOrder": "OrderPlaced",
    "ProcessingPayment": "PaymentProcessed",
    "TransferOut": "MoneyTransferred",
    "StockLow": "StockFellBelowMinimum",
}
answer = [better, kinds]
