MISCONCEPTION = "the mails are set back with the view"
FAILS = "rebuild makes the view anew and mails nobody"
SAYS = "must be the view's alone"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("view"):
            self.view[each.event.order_id] = each.event.total_cents
        for each in self.store.subscribe("mail"):
            self.send(each.event.order_id)

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("view")
        self.store.reset_checkpoint("mail")
        self.catch_up()


answer = Dinners
