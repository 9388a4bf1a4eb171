"""The checkpoint is saved behind the last mail: one that fails, and those before it are mailed again."""

MISCONCEPTION = ""
FAILS = "after a restart nobody hears twice; what waits, and the next dinner, is mailed"
SAYS = "a new object's mailed order-94, order-94, order-95, expected order-94, order-95"


class Dinners:
    def __init__(self, store, view, send):
        self.store, self.view, self.send = store, view, send

    def catch_up(self):
        self.rows()
        last = None
        for each in self.store.read_all(after=self.store.checkpoint("mailed")):
            self.send(each.event.order_id)
            last = each.position
        if last is not None:
            self.store.save_checkpoint("mailed", last)

    def rows(self):
        for each in self.store.read_all():
            self.view[each.event.order_id] = each.event.total_cents

    def rebuild(self):
        self.view.clear()
        self.rows()


answer = Dinners
