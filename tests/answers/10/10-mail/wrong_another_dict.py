MISCONCEPTION = "another dict"
FAILS = "rebuild makes the view anew and mails nobody"
SAYS = "Empty the one you were given"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            self.view[each.event.order_id] = each.event.total_cents
            self.send(each.event.order_id)

    def rebuild(self):
        self.view = {}
        for _, event in self.store.scan():
            self.view[event.order_id] = event.total_cents


answer = Dinners
