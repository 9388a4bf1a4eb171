"""Whatever is published is an event."""

MISCONCEPTION = "a document taken for an event"
FAILS = "questions and documents are told apart"
SAYS = "CustomerSnapshot says how things are"

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
        "CustomerSnapshot",
        "Invoice",
    ],
    "event",
)
kinds |= dict.fromkeys(
    ["RegisterUser", "ShipParcel", "ScheduleDelivery", "InventoryShouldBeReleased", "PasswordReset"],
    "command",
)
kinds |= dict.fromkeys(["GetUnpaidOrders", "IsSeatFree"], "query")
kinds |= dict.fromkeys(["PriceList"], "document")
better = {
    "PlaceOrder": "OrderPlaced",
    "ProcessingPayment": "PaymentProcessed",
    "TransferOut": "MoneyTransferred",
    "StockLow": "StockFellBelowMinimum",
}
answer = [kinds, better]
