MISCONCEPTION = "the amount is the key"
FAILS = "charged twice: taken once, the same receipt; another key is another payment"
SAYS = "Two orders of $249, and one was charged"


def charge(bank, key, cents):
    if cents not in bank.notes:
        bank.notes[cents] = bank.take(cents)
    return bank.notes[cents]


def refund(bank, key, cents):
    if bank.notes.pop(cents, None):
        bank.give(cents)


answer = charge, refund
