"""Asks for an answer as for a change."""

MISCONCEPTION = "a query taken for a command"
FAILS = "questions and documents are told apart"
SAYS = "changes nothing and wants an answer"

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
    [
        "RegisterUser",
        "ShipParcel",
        "ScheduleDelivery",
        "InventoryShouldBeReleased",
        "PasswordReset",
        "GetUnpaidOrders",
        "IsSeatFree",
    ],
    "command",
)
kinds |= dict.fromkeys([], "query")
kinds |= dict.fromkeys(["CustomerSnapshot", "PriceList", "Invoice"], "document")
better = {
    "PlaceOrder": "OrderPlaced",
    "ProcessingPayment": "PaymentProcessed",
    "TransferOut": "MoneyTransferred",
    "StockLow": "StockFellBelowMinimum",
}
answer = [kinds, better]
