MISCONCEPTION = "looks under the undo's key"
FAILS = "refunded twice: given back once, and nobody else's money"
SAYS = "is the charge's note where you look for it"


def charge(bank, key, cents):
    if bank.notes.get(key) == "undone":
        return None
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    key = key.split("/")[0]
    if key in bank.notes and bank.notes[key] != "undone":
        bank.give(cents)
    bank.notes[key] = "undone"


answer = charge, refund
