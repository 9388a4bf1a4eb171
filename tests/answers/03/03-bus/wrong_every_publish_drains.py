MISCONCEPTION = "depth first"
FAILS = "what a handler publishes waits its turn, 5,000 times in a row"
SAYS = "the effect before its cause"


class TinyBus:
    def __init__(self):
        self.handlers = {}
        self.queue = []

    def on(self, event_type, handler):
        self.handlers.setdefault(event_type.__name__, []).append(handler)

    def publish(self, event):
        self.queue.append(event)
        while self.queue:
            event = self.queue.pop(0)
            for handler in self.handlers.get(type(event).__name__, []):
                handler(event)


answer = TinyBus
