MISCONCEPTION = "recursion"
FAILS = "what a handler publishes waits its turn, 5,000 times in a row"
SAYS = "your queue is the call stack"


class TinyBus:
    def __init__(self):
        self.handlers = {}
        self.queue = []
        self.busy = False

    def on(self, event_type, handler):
        self.handlers.setdefault(event_type.__name__, []).append(handler)

    def publish(self, event):
        self.queue.append(event)
        if not self.busy:
            self.deliver_next()

    def deliver_next(self):
        if not self.queue:
            return
        event = self.queue.pop(0)
        self.busy = True
        try:
            for handler in self.handlers.get(type(event).__name__, []):
                handler(event)
            self.deliver_next()
        finally:
            self.busy = False


answer = TinyBus
