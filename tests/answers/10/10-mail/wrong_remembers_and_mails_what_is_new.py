"""Remembers in the object, notes it before the mail, and rebuild mails what had waited: three faults."""

MISCONCEPTION = ""
FAILS = "rebuild makes the view anew and mails nobody"
SAYS = "rebuild mailed order-83"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send
        self.mailed = set()

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            self.view[each.event.order_id] = each.event.total_cents
            if each.event.order_id not in self.mailed:
                self.mailed.add(each.event.order_id)
                self.send(each.event.order_id)

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("dinner")
        self.catch_up()


answer = Dinners
