"""Gives a request the name of its success."""

MISCONCEPTION = "renames a request"
FAILS = "nothing else got another name"
SAYS = "ShipParcel: a command with a past-tense name is still a command"

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
    "ShipParcel": "ParcelShipped",
}
answer = [kinds, better]
