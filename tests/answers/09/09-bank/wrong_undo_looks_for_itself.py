MISCONCEPTION = "looks under the undo's key"
FAILS = "refunded twice: given back once, and nobody else's money"
SAYS = "where you look for it"


def charge(bank, key, cents):
    if key + "/undo" in bank.notes:
        return bank.notes.get(key)
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    if key in bank.notes:
        bank.give(cents)
    bank.notes[key] = True


answer = charge, refund
