"""The rows are made anew from what this object has mailed."""

MISCONCEPTION = ""
FAILS = "after a restart nobody hears twice; what waits, and the next dinner, is mailed"
SAYS = "the row of order-70 is missing"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send
        self.out = {}

    def catch_up(self):
        for each in self.store.subscribe("mails"):
            self.send(each.event.order_id)
            self.out[each.event.order_id] = each.event.total_cents
        self.view.update(self.out)

    def rebuild(self):
        self.view.clear()
        self.view.update(self.out)


answer = Dinners
