"""The bad name belongs on the left, the better one on the right."""

from companion.exercises.lesson_02_sort import MESSAGES

MISCONCEPTION = ""
FAILS = "nothing else got another name"
SAYS = "OrderPlaced got another name, PlaceOrder"

kinds = {name: kind for name, (_, kind, _) in MESSAGES.items()}
better = {
    "OrderPlaced": "PlaceOrder",
    "PaymentProcessed": "ProcessingPayment",
    "MoneyTransferredOut": "TransferOut",
    "StockFellLow": "StockLow",
}
answer = [kinds, better]
