"""Takes the ending for the fact."""

MISCONCEPTION = "a fact ends in -ed"
FAILS = "plain facts are events"
SAYS = "facts without -ed at the end"

kinds = {}
kinds |= dict.fromkeys(
    [
        "OrderPlaced",
        "PaymentProcessed",
        "UserRegistered",
        "DriverAssigned",
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
        "OrderSentToKitchen",
    ],
    "command",
)
kinds |= dict.fromkeys(["GetUnpaidOrders", "IsSeatFree"], "query")
kinds |= dict.fromkeys(["CustomerSnapshot", "PriceList", "Invoice", "StockRanOut"], "document")
better = {
    "PlaceOrder": "OrderPlaced",
    "ProcessingPayment": "PaymentProcessed",
    "TransferOut": "MoneyTransferred",
    "StockLow": "StockFellBelowMinimum",
}
answer = [kinds, better]
