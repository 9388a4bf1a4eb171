"""Two dicts inside the notes, and a list instead of a tuple at the end."""


def charge(bank, key, cents):
    done = bank.notes.setdefault("done", {})
    undone = bank.notes.setdefault("undone", set())
    if key in undone or key in done:
        return done.get(key)
    done[key] = bank.take(cents)
    return done[key]


def refund(bank, key, cents):
    key = key[: -len("/undo")]
    undone = bank.notes.setdefault("undone", set())
    if key in bank.notes.setdefault("done", {}) and key not in undone:
        bank.give(cents)
    undone.add(key)


answer = [charge, refund]
