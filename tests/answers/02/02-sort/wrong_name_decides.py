"""Sorts by the names alone."""

MISCONCEPTION = "the name decides"
FAILS = "misnamed facts are events all the same"
SAYS = "PlaceOrder sounds like a request"

kinds = {}
kinds |= dict.fromkeys(
    [
        "OrderPlaced",
        "PaymentProcessed",
        "UserRegistered",
        "DriverAssigned",
        "OrderSentToKitchen",
        "StockRanOut",
        "ProcessingPayment",
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
        "PlaceOrder",
        "TransferOut",
    ],
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
answer = [kinds, better]
