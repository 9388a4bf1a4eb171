MISCONCEPTION = "the checkpoint moves on without the mail"
FAILS = "what waits, or failed, is mailed once by the next catch_up"
SAYS = "although the mail had failed"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            self.view[each.event.order_id] = each.event.total_cents
            try:
                self.send(each.event.order_id)
            except ConnectionError:
                pass

    def rebuild(self):
        self.view.clear()
        for _, event in self.store.scan():
            self.view[event.order_id] = event.total_cents


answer = Dinners
