MISCONCEPTION = "the order is the key"
FAILS = "charged twice: taken once, the same receipt; another key is another payment"
SAYS = "Two payments of one order"


def order_of(key):
    return key.split(":")[1].split("/")[0]


def charge(bank, key, cents):
    order = order_of(key)
    if order + " undone" in bank.notes:
        return bank.notes.get(order)
    if order not in bank.notes:
        bank.notes[order] = bank.take(cents)
    return bank.notes[order]


def refund(bank, key, cents):
    order = order_of(key)
    if order + " undone" not in bank.notes and order in bank.notes:
        bank.give(cents)
    bank.notes[order + " undone"] = True


answer = charge, refund
