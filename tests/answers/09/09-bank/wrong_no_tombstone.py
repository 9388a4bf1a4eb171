MISCONCEPTION = "no note where nothing was"
FAILS = "the undo comes first: nothing is given, and the late charge takes nothing"
SAYS = "an undo of nothing must be written down"


def charge(bank, key, cents):
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    done = key.removesuffix("/undo")
    if done in bank.notes and key not in bank.notes:
        bank.give(cents)
        bank.notes[key] = True


answer = charge, refund
