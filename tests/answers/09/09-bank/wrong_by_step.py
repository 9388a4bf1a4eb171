MISCONCEPTION = ""
FAILS = "charged twice: taken once, the same receipt; another key is another payment"
SAYS = "Ada's statement: $249.00, $4.50 (asked: charge order-77, charge order-7, charge order-42)"


def charge(bank, key, cents):
    step = key.split("/")[1]
    if step + "/undo" in bank.notes:
        return bank.notes.get(step)
    if step not in bank.notes:
        bank.notes[step] = bank.take(cents)
    return bank.notes[step]


def refund(bank, key, cents):
    step = key.split("/")[1]
    if step + "/undo" in bank.notes:
        return
    bank.notes[step + "/undo"] = True
    if step in bank.notes:
        bank.give(cents)


answer = charge, refund
