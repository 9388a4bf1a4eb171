class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        for each in self.store.subscribe("dinners"):
            self.send(each.event.order_id)
            self.view[each.event.order_id] = each.event.total_cents

    def rebuild(self):
        self.view.clear()
        seen = self.store.checkpoint("dinners")
        for each in self.store.read_all():
            if each.position <= seen:
                self.view[each.event.order_id] = each.event.total_cents


answer = Dinners
