"""The flag goes up and never comes down."""

MISCONCEPTION = "stays busy"
FAILS = "nobody hears what they did not ask for, and no listener is no error"
SAYS = "say that the bus is idle again"


class TinyBus:
    def __init__(self):
        self.handlers = {}
        self.queue = []
        self.busy = False

    def on(self, event_type, handler):
        self.handlers.setdefault(event_type.__name__, []).append(handler)

    def publish(self, event):
        self.queue.append(event)
        if self.busy:
            return
        self.busy = True
        while self.queue:
            event = self.queue.pop(0)
            for handler in self.handlers.get(type(event).__name__, []):
                handler(event)


answer = TinyBus
