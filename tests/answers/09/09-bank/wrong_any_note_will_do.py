MISCONCEPTION = ""
FAILS = "the undo comes first: nothing is given, and the late charge takes nothing"
SAYS = "Ada's statement: $249.00, -$4.50 (asked: charge order-77, undo order-42), expected $249.00"


def charge(bank, key, cents):
    if key + "/undo" in bank.notes:
        return None
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    if bank.notes and key not in bank.notes:
        bank.give(cents)
    bank.notes[key] = True


answer = charge, refund
