MISCONCEPTION = "gives without looking"
FAILS = "the undo comes first: nothing is given, and the late charge takes nothing"
SAYS = "look first whether there was a charge"


def charge(bank, key, cents):
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    if key not in bank.notes:
        bank.give(cents)
        bank.notes[key] = True


answer = charge, refund
