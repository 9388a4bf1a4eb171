"""Each new object sets the mailer's checkpoint back."""

MISCONCEPTION = "forgets at a restart"
FAILS = "after a restart nobody hears twice; what waits, and the next dinner, is mailed"
SAYS = "rebuild, catch_up: order-70"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send
        self.store.reset_checkpoint("mail")

    def catch_up(self):
        self.rows()
        for each in self.store.subscribe("mail"):
            self.send(each.event.order_id)

    def rows(self):
        for each in self.store.subscribe("view"):
            self.view[each.event.order_id] = each.event.total_cents

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("view")
        self.rows()


answer = Dinners
