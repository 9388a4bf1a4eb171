MISCONCEPTION = ""
FAILS = "charged twice: taken once, the same receipt; another key is another payment"
SAYS = "returned: 'receipt 1', then 'receipt 2', then 'receipt 2'"


def charge(bank, key, cents):
    if key + "/undo" in bank.notes:
        return None
    if key not in bank.notes:
        bank.notes[key] = True
        bank.notes["receipt"] = bank.take(cents)
    return bank.notes["receipt"]


def refund(bank, key, cents):
    if key not in bank.notes and key.removesuffix("/undo") in bank.notes:
        bank.give(cents)
    bank.notes[key] = True


answer = charge, refund
