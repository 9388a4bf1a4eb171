MISCONCEPTION = "one memory for all buses"
FAILS = "nobody hears what they did not ask for, and no listener is no error"
SAYS = "Make it in __init__"


class TinyBus:
    handlers = {}
    queue = []
    busy = False

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
                for handler in self.handlers.get(type(event).__name__, []):
                    handler(event)
        finally:
            self.busy = False


answer = TinyBus
