MISCONCEPTION = ""
FAILS = "after a restart nobody hears twice; what waits, and the next dinner, is mailed"
SAYS = "another store, orders of the same numbers"


MAILED = []


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for _, event in self.store.scan():
            self.view[event.order_id] = event.total_cents
            if event.order_id not in MAILED:
                self.send(event.order_id)
                MAILED.append(event.order_id)

    def rebuild(self):
        self.view.clear()
        for _, event in self.store.scan():
            self.view[event.order_id] = event.total_cents


answer = Dinners
