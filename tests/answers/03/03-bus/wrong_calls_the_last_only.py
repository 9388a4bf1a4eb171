"""All are kept, and the last one is called."""

MISCONCEPTION = "only the last hears it"
FAILS = "every handler of an event hears it, in order of registration"
SAYS = "calls the last one only"


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
                event = self.queue.pop(0)
                handlers = self.handlers.get(type(event).__name__, [])
                if handlers:
                    handlers[-1](event)
        finally:
            self.busy = False


answer = TinyBus
