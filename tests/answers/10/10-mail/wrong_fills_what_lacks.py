MISCONCEPTION = "the old rows stay"
FAILS = "rebuild makes the view anew and mails nobody"
SAYS = "keeps their mistakes"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            self.view.setdefault(each.event.order_id, each.event.total_cents)
            self.send(each.event.order_id)

    def rebuild(self):
        for _, event in self.store.scan():
            self.view.setdefault(event.order_id, event.total_cents)


answer = Dinners
