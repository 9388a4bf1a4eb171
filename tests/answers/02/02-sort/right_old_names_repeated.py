"""Names that stay are named too, and the linter's form with a helping word."""

STYLE = (
    "`Was` makes any verb past in one step. The names get longer and say less: who placed it, who ran out?"
)

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
