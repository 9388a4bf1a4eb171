"""Whoever has the right row counts as mailed."""

MISCONCEPTION = "passes over what waits"
FAILS = "what waits, or failed, is mailed once by the next catch_up"
SAYS = "must not say that a mail went out"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for _, event in self.store.scan():
            if self.view.get(event.order_id) != event.total_cents:
                self.view[event.order_id] = event.total_cents
                self.send(event.order_id)

    def rebuild(self):
        self.view.clear()
        for _, event in self.store.scan():
            self.view[event.order_id] = event.total_cents


answer = Dinners
