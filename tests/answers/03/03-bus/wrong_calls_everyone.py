MISCONCEPTION = "calls everyone"
FAILS = "nobody hears what they did not ask for, and no listener is no error"
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
        try:
            while self.queue:
                event = self.queue.pop(0)
                for handler in self.handlers:
                    handler(event)
        finally:
            self.busy = False


answer = TinyBus
