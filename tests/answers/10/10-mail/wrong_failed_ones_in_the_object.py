"""What failed is tried again, by the object that remembers it."""

MISCONCEPTION = "forgets at a restart"
FAILS = "after a restart nobody hears twice; what waits, and the next dinner, is mailed"
SAYS = (
    "send raised at the second; that catch_up and a new object's mailed order-94, expected order-94, order-95"
)


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send
        self.failed = []

    def look(self):
        for each in self.store.subscribe("view"):
            self.view[each.event.order_id] = each.event.total_cents

    def catch_up(self):
        self.look()
        again, self.failed = self.failed, []
        for order_id in again:
            self.mail(order_id)
        for each in self.store.subscribe("mail"):
            self.mail(each.event.order_id)

    def mail(self, order_id):
        try:
            self.send(order_id)
        except ConnectionError:
            self.failed.append(order_id)

    def rebuild(self):
        self.view.clear()
        self.store.reset_checkpoint("view")
        self.look()


answer = Dinners
