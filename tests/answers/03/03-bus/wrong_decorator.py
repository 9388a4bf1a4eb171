"""`on` as the course's own bus has it."""

MISCONCEPTION = "`on` takes one argument too few"
FAILS = "every handler of an event hears it, in order of registration"
SAYS = "bus.on(OrderPlaced, handler)"


class TinyBus:
    def __init__(self):
        self.handlers = {}

    def on(self, event_type):
        def register(handler):
            self.handlers.setdefault(event_type.__name__, []).append(handler)
            return handler

        return register

    def publish(self, event):
        for handler in self.handlers.get(type(event).__name__, []):
            handler(event)


answer = TinyBus
