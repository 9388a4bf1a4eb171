MISCONCEPTION = ""
FAILS = "the undo comes first: nothing is given, and the late charge takes nothing"
SAYS = "Ada's statement: -$249.00 (asked: undo order-77, undo order-77), expected empty"


def charge(bank, key, cents):
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    original = key.removesuffix("/undo")
    if original in bank.notes and key not in bank.notes:
        bank.give(cents)
        bank.notes[key] = True
    else:
        bank.notes[original] = None


answer = charge, refund
