MISCONCEPTION = ""
FAILS = "what waits, or failed, is mailed once by the next catch_up"
SAYS = "mailed nobody, expected order-83"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send
        self.quiet = False

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            self.view[each.event.order_id] = each.event.total_cents
            if not self.quiet:
                self.send(each.event.order_id)

    def rebuild(self):
        self.quiet = True
        self.view.clear()
        self.store.reset_checkpoint("dinner")
        self.catch_up()


answer = Dinners
