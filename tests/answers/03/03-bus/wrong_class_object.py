MISCONCEPTION = "routes by class object"
FAILS = "the event's class is defined again, and handlers still hear it"
SAYS = "every handler went deaf"


class TinyBus:
    def __init__(self):
        self.handlers = {}
        self.queue = []
        self.busy = False

    def on(self, event_type, handler):
        self.handlers.setdefault(event_type, []).append(handler)

    def publish(self, event):
        self.queue.append(event)
        if self.busy:
            return
        self.busy = True
        try:
            while self.queue:
                event = self.queue.pop(0)
                for handler in self.handlers.get(type(event), []):
                    handler(event)
        finally:
            self.busy = False


answer = TinyBus
