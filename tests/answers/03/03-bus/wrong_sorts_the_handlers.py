"""Calls them in an order of its own."""

MISCONCEPTION = ""
FAILS = "every handler of an event hears it, in order of registration"
SAYS = "heard: "


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
                for handler in sorted(
                    self.handlers.get(type(event).__name__, []), key=lambda h: h.__name__, reverse=True
                ):
                    handler(event)
        finally:
            self.busy = False


answer = TinyBus
