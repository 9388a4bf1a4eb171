"""Two notes, one under each request's own key."""

STYLE = (
    "Every request is noted under the key it came with: easy to explain at three in the morning, and what "
    "an expert would write. It costs a second row for each undo."
)


def charge(bank, key, cents):
    if key + "/undo" in bank.notes:
        return None
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    if key not in bank.notes and key.removesuffix("/undo") in bank.notes:
        bank.give(cents)
    bank.notes[key] = True


answer = charge, refund
