"""`rstrip` takes letters, not an ending: a key that ends in "card" loses more than its "/undo"."""

MISCONCEPTION = "strips letters, not an ending"
FAILS = "refunded twice: given back once, and nobody else's money"
SAYS = "`removesuffix` takes the ending"


def charge(bank, key, cents):
    if key + "/undo" in bank.notes:
        return None
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    if key not in bank.notes and key.rstrip("/undo") in bank.notes:
        bank.give(cents)
    bank.notes[key] = True


answer = charge, refund
