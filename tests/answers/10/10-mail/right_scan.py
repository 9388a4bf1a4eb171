STYLE = (
    "one loop, and a rebuild that reads the log without any checkpoint; a slow mail keeps the view back, too"
)


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("dinner"):
            self.view[each.event.order_id] = each.event.total_cents
            self.send(each.event.order_id)

    def rebuild(self):
        self.view.clear()
        self.view.update({event.order_id: event.total_cents for _, event in self.store.scan()})


answer = Dinners
