MISCONCEPTION = "no receipt the second time"
FAILS = "charged twice: taken once, the same receipt; another key is another payment"
SAYS = "must get that one, not another"


def charge(bank, key, cents):
    if key + "/undo" in bank.notes:
        return None
    if key in bank.notes:
        return True
    bank.notes[key] = True
    return bank.take(cents)


def refund(bank, key, cents):
    if key not in bank.notes and key.removesuffix("/undo") in bank.notes:
        bank.give(cents)
    bank.notes[key] = True


answer = charge, refund
