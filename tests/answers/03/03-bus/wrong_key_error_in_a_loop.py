MISCONCEPTION = "unknown type is an error"
FAILS = "nobody hears what they did not ask for, and no listener is no error"
SAYS = "Nobody listens to OrderRated"


class TinyBus:
    def __init__(self):
        self.handlers = {}

    def on(self, event_type, handler):
        self.handlers.setdefault(event_type.__name__, []).append(handler)

    def publish(self, event):
        for handler in self.handlers[type(event).__name__]:
            handler(event)


answer = TinyBus
