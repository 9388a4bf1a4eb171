from datetime import timedelta

MISCONCEPTION = "only what is young is mailed"
FAILS = "what waits, or failed, is mailed once by the next catch_up"
SAYS = "Age is not what you want to know"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            self.view[each.event.order_id] = each.event.total_cents
            if self.store.clock.now() - each.time < timedelta(hours=1):
                self.send(each.event.order_id)

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("dinner")
        self.catch_up()


answer = Dinners
