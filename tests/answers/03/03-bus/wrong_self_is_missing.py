"""`def on(event_type, handler)` without self."""

MISCONCEPTION = "`on` takes one argument too few"
FAILS = "every handler of an event hears it, in order of registration"
SAYS = "Or is `self` missing"


class TinyBus:
    def __init__(self):
        self.handlers = {}
        self.queue = []
        self.busy = False

    def on(event_type, handler):
        self.handlers.setdefault(event_type.__name__, []).append(handler)  # noqa: F821  the mistake

    def publish(self, event):
        self.queue.append(event)
        if self.busy:
            return
        self.busy = True
        try:
            while self.queue:
                event = self.queue.pop(0)
                for handler in self.handlers.get(type(event).__name__, []):
                    handler(event)
        finally:
            self.busy = False


answer = TinyBus
