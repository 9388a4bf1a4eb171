"""A loop that waits for the mail server never comes back while it is down."""

MISCONCEPTION = ""
FAILS = "what waits, or failed, is mailed once by the next catch_up"
SAYS = "each time it was called"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def _rows(self):
        for each in self.store.subscribe("rows"):
            self.view[each.event.order_id] = each.event.total_cents

    def catch_up(self):
        self._rows()
        for each in self.store.subscribe("mails"):
            sent = False
            while not sent:
                try:
                    self.send(each.event.order_id)
                    sent = True
                except Exception:
                    sent = False

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("rows")
        self._rows()


answer = Dinners
