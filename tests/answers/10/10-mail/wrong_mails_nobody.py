MISCONCEPTION = "mails nobody"
FAILS = "three dinners, three mails, three rows"
SAYS = "Is send called at all?"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            self.view[each.event.order_id] = each.event.total_cents

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("dinner")
        self.catch_up()


answer = Dinners
