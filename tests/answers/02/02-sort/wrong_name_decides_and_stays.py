"""PlaceOrder is taken for a command, so it gets no better name."""

from companion.exercises.lesson_02_sort import MESSAGES

MISCONCEPTION = "the name decides"
FAILS = "misnamed facts are events all the same"
SAYS = "PlaceOrder sounds like a request"

kinds = {name: kind for name, (_, kind, _) in MESSAGES.items()} | {"PlaceOrder": "command"}
better = {
    "ProcessingPayment": "PaymentProcessed",
    "TransferOut": "MoneyTransferred",
    "StockLow": "StockFellBelowMinimum",
}
answer = [kinds, better]
