"""What stands in the row is no starting point: it may be wrong."""

MISCONCEPTION = ""
FAILS = "the next dinner is mailed once, and shown"
SAYS = "the row of order-94 is 3483"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def _rows(self):
        for each in self.store.subscribe("rows"):
            self.view[each.event.order_id] = self.view.get(each.event.order_id, 0) + each.event.total_cents

    def catch_up(self):
        self._rows()
        for each in self.store.subscribe("mails"):
            self.send(each.event.order_id)

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("rows")
        self._rows()


answer = Dinners
