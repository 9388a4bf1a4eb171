"""The whole event goes to send, not its order_id."""

MISCONCEPTION = ""
FAILS = "three dinners, three mails, three rows"
SAYS = "mails went to something of type DinnerConfirmed"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        self.rows()
        for each in self.store.subscribe("mail"):
            self.send(each.event)

    def rows(self):
        for each in self.store.subscribe("view"):
            self.view[each.event.order_id] = each.event.total_cents

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("view")
        self.rows()


answer = Dinners
