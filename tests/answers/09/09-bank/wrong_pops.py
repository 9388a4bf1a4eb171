MISCONCEPTION = "forgets what it gave back"
FAILS = "charge, undo, and the slow charge again: an undone key stays undone"
SAYS = "A key that was undone must stay known"


def charge(bank, key, cents):
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    if bank.notes.pop(key.removesuffix("/undo"), None):
        bank.give(cents)


answer = charge, refund
