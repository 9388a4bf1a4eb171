MISCONCEPTION = ""
FAILS = "after a restart nobody hears twice; what waits, and the next dinner, is mailed"
SAYS = "order-97 came, then a rebuild"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send
        self.known = set(view)

    def catch_up(self):
        for _, event in self.store.scan():
            self.view[event.order_id] = event.total_cents
            if event.order_id not in self.known:
                self.send(event.order_id)
                self.known.add(event.order_id)

    def rebuild(self):
        self.view.clear()
        for _, event in self.store.scan():
            self.view[event.order_id] = event.total_cents


answer = Dinners
