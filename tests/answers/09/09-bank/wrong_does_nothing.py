MISCONCEPTION = ""
FAILS = "charged twice: taken once, the same receipt; another key is another payment"
SAYS = "Ada's statement: empty"


def charge(bank, key, cents):
    pass


def refund(bank, key, cents):
    pass


answer = charge, refund
