MISCONCEPTION = "depth first"
FAILS = "what a handler publishes waits its turn, 5,000 times in a row"
SAYS = "Email heard PaymentAuthorized before it heard OrderPlaced"


class TinyBus:
    def __init__(self):
        self.handlers = {}

    def on(self, event_type, handler):
        self.handlers.setdefault(event_type.__name__, []).append(handler)

    def publish(self, event):
        for handler in self.handlers.get(type(event).__name__, []):
            handler(event)


answer = TinyBus
