MISCONCEPTION = "complains"
FAILS = "the undo comes first: nothing is given, and the late charge takes nothing"
SAYS = "is no error: after a lost answer"


def charge(bank, key, cents):
    if key + "/undo" in bank.notes:
        return None
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    if key not in bank.notes:
        bank.notes[key.removesuffix("/undo")]
        bank.give(cents)
        bank.notes[key] = True


answer = charge, refund
