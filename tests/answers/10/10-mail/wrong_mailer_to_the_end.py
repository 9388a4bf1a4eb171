MISCONCEPTION = "passes over what waits"
FAILS = "what waits, or failed, is mailed once by the next catch_up"
SAYS = "What a rebuild writes, checkpoint, flag or row"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        self.look()
        for each in self.store.subscribe("mailer"):
            self.send(each.event.order_id)

    def look(self):
        for each in self.store.subscribe("view"):
            self.view[each.event.order_id] = each.event.total_cents

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("view")
        self.store.reset_checkpoint("mailer", self.store.head())
        self.look()


answer = Dinners
