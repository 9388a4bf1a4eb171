MISCONCEPTION = "remembers outside the bank"
FAILS = "charged twice: taken once, the same receipt; another key is another payment"
SAYS = "your memory is not in"


done, undone = {}, set()


def charge(bank, key, cents):
    if key in undone:
        return None
    if key not in done:
        done[key] = bank.take(cents)
    return done[key]


def refund(bank, key, cents):
    key = key.removesuffix("/undo")
    if key in done and key not in undone:
        bank.give(cents)
    undone.add(key)


answer = charge, refund
