"""An inner publish returns before its event is kept."""

MISCONCEPTION = ""
FAILS = "what a handler publishes waits its turn, 5,000 times in a row"
SAYS = "heard: Payment OrderPlaced"


class TinyBus:
    def __init__(self):
        self.handlers = {}
        self.queue = []
        self.busy = False

    def on(self, event_type, handler):
        self.handlers.setdefault(event_type.__name__, []).append(handler)

    def publish(self, event):
        if self.busy:
            return
        self.queue.append(event)
        self.busy = True
        try:
            while self.queue:
                event = self.queue.pop(0)
                for handler in self.handlers.get(type(event).__name__, []):
                    handler(event)
        finally:
            self.busy = False


answer = TinyBus
