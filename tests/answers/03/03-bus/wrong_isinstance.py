MISCONCEPTION = "routes by class object"
FAILS = "the event's class is defined again, and handlers still hear it"
SAYS = "Route by name"


class TinyBus:
    def __init__(self):
        self.pairs = []
        self.queue = []
        self.busy = False

    def on(self, event_type, handler):
        self.pairs.append((event_type, handler))

    def publish(self, event):
        self.queue.append(event)
        if self.busy:
            return
        self.busy = True
        try:
            while self.queue:
                event = self.queue.pop(0)
                for kind, handler in self.pairs:
                    if isinstance(event, kind):
                        handler(event)
        finally:
            self.busy = False


answer = TinyBus
