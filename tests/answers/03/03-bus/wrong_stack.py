MISCONCEPTION = "newest first"
FAILS = "what a handler publishes waits its turn, 5,000 times in a row"
SAYS = "that is a stack"


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
        try:
            while self.queue:
                event = self.queue.pop()
                for handler in self.handlers.get(type(event).__name__, []):
                    handler(event)
        finally:
            self.busy = False


answer = TinyBus
