MISCONCEPTION = "takes no notes"
FAILS = "charged twice: taken once, the same receipt; another key is another payment"
SAYS = "write the key down"


def charge(bank, key, cents):
    return bank.take(cents)


def refund(bank, key, cents):
    bank.give(cents)


answer = charge, refund
