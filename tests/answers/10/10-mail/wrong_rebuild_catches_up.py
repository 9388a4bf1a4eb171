MISCONCEPTION = "catches up on the way"
FAILS = "rebuild makes the view anew and mails nobody"
SAYS = "read the view again, and nothing else"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("view"):
            self.view[each.event.order_id] = each.event.total_cents
        for each in self.store.subscribe("mailer"):
            self.send(each.event.order_id)

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("view")
        self.catch_up()


answer = Dinners
