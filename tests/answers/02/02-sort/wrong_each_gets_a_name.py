"""All twenty are renamed, not only the four."""

from companion.exercises.lesson_02_sort import MESSAGES

MISCONCEPTION = ""
FAILS = "nothing else got another name"
SAYS = "OrderPlaced got another name, OrderPlacedNow"

kinds = {name: kind for name, (_, kind, _) in MESSAGES.items()}
better = {name: f"{name}Now" for name in MESSAGES} | {
    "PlaceOrder": "OrderSubmitted",
    "ProcessingPayment": "PaymentProcessed",
    "TransferOut": "MoneyTransferred",
    "StockLow": "StockFellBelowMinimum",
}
answer = [kinds, better]
