"""Three of the better names are none; the report speaks of the first, so no idea may be about another."""

MISCONCEPTION = ""
FAILS = "each misnamed fact has a name that tells it"
SAYS = "ProcessingPayment → ProcessPayment"

by_kind = {
    "event": "OrderPlaced StockLow PaymentProcessed PlaceOrder UserRegistered OrderSentToKitchen "
    "ProcessingPayment DriverAssigned StockRanOut TransferOut",
    "command": "RegisterUser ShipParcel InventoryShouldBeReleased PasswordReset ScheduleDelivery",
    "query": "GetUnpaidOrders IsSeatFree",
    "document": "CustomerSnapshot PriceList Invoice",
}
kinds = {name: kind for kind, names in by_kind.items() for name in names.split()}
better = {
    "PlaceOrder": "OrderPlaced",
    "ProcessingPayment": "ProcessPayment",
    "TransferOut": "TransferringOut",
    "StockLow": "StockIsLow",
}
answer = [kinds, better]
