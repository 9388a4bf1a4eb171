"""The mail failed, somebody reads so, and nobody tries it again."""

MISCONCEPTION = "the checkpoint moves on without the mail"
FAILS = "what waits, or failed, is mailed once by the next catch_up"
SAYS = "although the mail had failed"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def _rows(self):
        for each in self.store.subscribe("rows"):
            self.view[each.event.order_id] = each.event.total_cents

    def catch_up(self):
        self._rows()
        for each in self.store.subscribe("mails"):
            try:
                self.send(each.event.order_id)
            except Exception as problem:
                print("not sent:", problem)

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("rows")
        self._rows()


answer = Dinners
