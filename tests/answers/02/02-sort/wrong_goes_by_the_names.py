"""Every name is taken at its word, so none needs a better one."""

from companion.exercises.lesson_02_sort import MESSAGES

MISCONCEPTION = "a request in the clothes of a fact"
FAILS = "requests are commands"
SAYS = "PasswordReset: its sender wants something done"

kinds = {name: kind for name, (_, kind, _) in MESSAGES.items()}
kinds |= {"PlaceOrder": "command", "TransferOut": "command", "PasswordReset": "event", "StockLow": "document"}
answer = [kinds, {}]
