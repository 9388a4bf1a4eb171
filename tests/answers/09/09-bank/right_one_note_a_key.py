"""One note for each key: its receipt, and what is still to be given back."""

STYLE = (
    "An undone key is a note whose amount is 0, so the undo must make a note where there is none. Short, "
    "but the four cases are hidden in one number."
)


def charge(bank, key, cents):
    if key not in bank.notes:
        bank.notes[key] = [bank.take(cents), cents]
    return bank.notes[key][0]


def refund(bank, key, cents):
    note = bank.notes.setdefault(key.removesuffix("/undo"), [None, 0])
    bank.give(note[1])
    note[1] = 0


answer = charge, refund
