MISCONCEPTION = "calls everyone"
FAILS = "nobody hears what they did not ask for"
SAYS = "Kitchen got PaymentAuthorized; it asked only for OrderPlaced."


class TinyBus:
    def __init__(self):
        self.handlers = []
        self.queue = []
        self.busy = False

    def on(self, event_type, handler):
        self.handlers.append(handler)

    def publish(self, event):
        self.queue.append(event)
        if self.busy:
            return
        self.busy = True
        while self.queue:
            event = self.queue.pop(0)
            for handler in self.handlers:
                handler(event)
        self.busy = False


answer = TinyBus
