"""The queue stands outside of the class."""

MISCONCEPTION = "one memory for all buses"
FAILS = "nobody hears what they did not ask for, and no listener is no error"
SAYS = "or outside of the class"


Q = []


class TinyBus:
    def __init__(self):
        self.handlers = {}
        self.busy = False

    def on(self, event_type, handler):
        self.handlers.setdefault(event_type.__name__, []).append(handler)

    def publish(self, event):
        Q.append(event)
        if self.busy:
            return
        self.busy = True
        try:
            while Q:
                event = Q.pop(0)
                for handler in self.handlers.get(type(event).__name__, []):
                    handler(event)
        finally:
            self.busy = False


answer = TinyBus
