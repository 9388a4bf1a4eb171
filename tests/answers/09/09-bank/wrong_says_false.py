MISCONCEPTION = "forgets what it gave back"
FAILS = "charge, undo, and the slow charge again: an undone key stays undone"
SAYS = "left one that says nothing"


def charge(bank, key, cents):
    if bank.notes.get(key):
        return bank.notes[key]
    bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    original = key.removesuffix("/undo")
    if bank.notes.get(original):
        bank.give(cents)
    bank.notes[original] = False


answer = charge, refund
