MISCONCEPTION = ""
FAILS = "charged twice: taken once, the same receipt; another key is another payment"
SAYS = "returned: a dict, then a dict, expected 'receipt 1' twice"


def charge(bank, key, cents):
    if key + "/undo" in bank.notes:
        return None
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes


def refund(bank, key, cents):
    if key not in bank.notes and key.removesuffix("/undo") in bank.notes:
        bank.give(cents)
    bank.notes[key] = True


answer = charge, refund
