MISCONCEPTION = ""
FAILS = "refunded twice: given back once, and nobody else's money"
SAYS = "expected $249.00, $7.00, -$7.00, -$249.00"


def charge(bank, key, cents):
    if key + "/undo" in bank.notes:
        return None
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    order = key.split("/")[0]
    if order not in bank.notes and key.removesuffix("/undo") in bank.notes:
        bank.give(cents)
        bank.notes[order] = True
    bank.notes[key] = True


answer = charge, refund
