MISCONCEPTION = "asks the view whom it mailed"
FAILS = "rebuild makes the view anew and mails nobody"
SAYS = "A view is no proof of a mail"


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
        self.store.reset_checkpoint("dinner")
        self.catch_up()


answer = Dinners
