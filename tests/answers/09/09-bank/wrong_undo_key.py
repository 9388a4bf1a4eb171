MISCONCEPTION = "looks under the undo's key"
FAILS = "refunded twice: given back once, and nobody else's money"
SAYS = "where you look for it"


def charge(bank, key, cents):
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    if bank.notes.pop(key, None):
        bank.give(cents)


answer = charge, refund
