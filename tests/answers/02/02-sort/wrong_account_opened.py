"""Well formed, and another fact about the account."""

from companion.exercises.lesson_02_sort import MESSAGES

MISCONCEPTION = ""
FAILS = "each misnamed fact has a name that tells it"
SAYS = "TransferOut → AccountOpened"

kinds = {name: kind for name, (_, kind, _) in MESSAGES.items()}
better = {
    "PlaceOrder": "OrderPlaced",
    "ProcessingPayment": "PaymentProcessed",
    "TransferOut": "AccountOpened",
    "StockLow": "StockFellBelowMinimum",
}
answer = [kinds, better]
