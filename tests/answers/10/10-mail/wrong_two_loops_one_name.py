"""Two loops over one checkpoint: the first reads all, nothing is left to mail."""

MISCONCEPTION = "mails nobody"
FAILS = "three dinners, three mails, three rows"
SAYS = "mails went to nobody"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            self.view[each.event.order_id] = each.event.total_cents
        for each in self.store.subscribe("dinner"):
            self.send(each.event.order_id)

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("dinner")
        for each in self.store.subscribe("dinner"):
            self.view[each.event.order_id] = each.event.total_cents


answer = Dinners
