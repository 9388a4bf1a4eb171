MISCONCEPTION = ""
FAILS = "the undo comes first: nothing is given, and the late charge takes nothing"
SAYS = "Ada's statement: $7.00, -$249.00 (asked: charge the wrap of order-77, undo order-77, charge order-77)"


def charge(bank, key, cents):
    if key + "/undo" in bank.notes:
        return None
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    if key in bank.notes:
        return
    if any(each.startswith(key.removesuffix("/undo")) for each in bank.notes):
        bank.give(cents)
    bank.notes[key] = "undone"


answer = charge, refund
