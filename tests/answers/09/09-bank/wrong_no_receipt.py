MISCONCEPTION = "no receipt the second time"
FAILS = "charged twice: taken once, the same receipt; another key is another payment"
SAYS = "keep the answer with the key"


def charge(bank, key, cents):
    if key in bank.notes or key + "/undo" in bank.notes:
        return None
    bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    if key not in bank.notes and key.removesuffix("/undo") in bank.notes:
        bank.give(cents)
    bank.notes[key] = True


answer = charge, refund
