"""Right until a handler raises: the flag stays up for ever."""

MISCONCEPTION = "silenced by one error"
FAILS = "a handler raises: the next event is delivered as before"
SAYS = "must run after an error, too"


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
        self.busy = False


answer = TinyBus
