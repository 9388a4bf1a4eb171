MISCONCEPTION = "a row is taken for a mail"
FAILS = "what waits, or failed, is mailed once by the next catch_up"
SAYS = "says nothing of a mail"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            if each.event.order_id not in self.view:
                self.send(each.event.order_id)
            self.view[each.event.order_id] = each.event.total_cents

    def rebuild(self):
        self.view.clear()
        for _, event in self.store.scan():
            self.view[event.order_id] = event.total_cents


answer = Dinners
