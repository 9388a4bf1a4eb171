"""The stream's name is not the order's."""

MISCONCEPTION = ""
FAILS = "rebuild makes the view anew and mails nobody"
SAYS = "the row of order-70 is missing"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            self.view[each.event.order_id] = each.event.total_cents
            self.send(each.event.order_id)

    def rebuild(self):
        self.view.clear()
        for stream, event in self.store.scan():
            self.view[stream] = event.total_cents


answer = Dinners
