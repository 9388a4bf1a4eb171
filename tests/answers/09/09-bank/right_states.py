"""A state for each key, spelled out as four cases."""


class Notes:
    def charge(self, bank, key, cents):
        state, receipt = bank.notes.get(key, ("new", None))
        if state == "new":
            receipt = bank.take(cents)
            bank.notes[key] = ("done", receipt)
        return receipt

    def refund(self, bank, key, cents):
        key = key.removesuffix("/undo")
        state, receipt = bank.notes.get(key, ("new", None))
        if state == "done":
            bank.give(cents)
        bank.notes[key] = ("undone", receipt)


notes = Notes()
answer = notes.charge, notes.refund
