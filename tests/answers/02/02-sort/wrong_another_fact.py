"""A past tense, and the opposite of what its sender wrote."""

MISCONCEPTION = ""
FAILS = "each misnamed fact has a name that tells it"
SAYS = "and that is another fact"

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
    "StockLow": "StockRefilled",
}
answer = [kinds, better]
