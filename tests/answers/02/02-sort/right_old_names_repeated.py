"""Names that stay are named too, and the linter's form with a helping word."""

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
    "PlaceOrder": "OrderWasPlaced",
    "ProcessingPayment": "PaymentProcessed",
    "TransferOut": "MoneyTransferredOut",
    "StockLow": "StockRanLow",
    "OrderPlaced": "OrderPlaced",
}
answer = [kinds, better]
