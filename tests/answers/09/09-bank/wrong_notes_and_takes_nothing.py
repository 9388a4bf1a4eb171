MISCONCEPTION = ""
FAILS = "charged twice: taken once, the same receipt; another key is another payment"
SAYS = "Ada's statement: empty"


def charge(bank, key, cents):
    return bank.notes.setdefault(key, f"receipt for {cents}")


def refund(bank, key, cents):
    bank.notes[key] = True


answer = charge, refund
