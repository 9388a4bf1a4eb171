"""StockRanOut sounds like how things are."""

from companion.exercises.lesson_02_sort import MESSAGES

MISCONCEPTION = ""
FAILS = "plain facts are events"
SAYS = 'StockRanOut: you said document. Its sender wrote: "We sold the last coffee machine."'

kinds = {name: kind for name, (_, kind, _) in MESSAGES.items()} | {"StockRanOut": "document"}
better = {
    "PlaceOrder": "OrderPlaced",
    "ProcessingPayment": "PaymentProcessed",
    "TransferOut": "MoneyTransferred",
    "StockLow": "StockFellBelowMinimum",
}
answer = [kinds, better]
