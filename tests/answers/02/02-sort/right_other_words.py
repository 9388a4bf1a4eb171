"""The customer ordered, the customer was charged: the same facts, told of somebody else."""

from companion.exercises.lesson_02_sort import MESSAGES

kinds = {name: kind for name, (_, kind, _) in MESSAGES.items()}
better = {
    "PlaceOrder": "CustomerOrdered",
    "ProcessingPayment": "CustomerCharged",
    "TransferOut": "BalanceReduced",
    "StockLow": "LowStockDetected",
}
answer = [kinds, better]
