MISCONCEPTION = "forgets at a restart"
FAILS = "after a restart nobody hears twice; what waits, and the next dinner, is mailed"
SAYS = "What only the old object knew is gone with it"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send
        self.mailed = []

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            self.view[each.event.order_id] = each.event.total_cents
            if each.event.order_id not in self.mailed:
                self.send(each.event.order_id)
                self.mailed.append(each.event.order_id)

    def rebuild(self):
        self.view.clear()
        for each in self.store.read_all():
            self.view[each.event.order_id] = each.event.total_cents
        self.store.reset_checkpoint("dinner")


answer = Dinners
