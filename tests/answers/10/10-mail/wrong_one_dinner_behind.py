"""The next dinner is fetched before the one in hand is mailed."""

MISCONCEPTION = "the checkpoint moves on without the mail"
FAILS = "what waits, or failed, is mailed once by the next catch_up"
SAYS = "it moved on before the mail"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def _rows(self):
        for each in self.store.subscribe("rows"):
            self.view[each.event.order_id] = each.event.total_cents

    def catch_up(self):
        self._rows()
        before = None
        for each in self.store.subscribe("mails"):
            if before is not None:
                self.send(before)
            before = each.event.order_id
        if before is not None:
            self.send(before)

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("rows")
        self._rows()


answer = Dinners
