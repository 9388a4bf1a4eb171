MISCONCEPTION = "routes by class object"
FAILS = "the event's class is defined again, and handlers still hear it"
SAYS = "every handler went deaf"


class TinyBus:
    def __init__(self):
        self.handlers = {}

    def on(self, event_type, handler):
        self.handlers.setdefault(event_type, []).append(handler)

    def publish(self, event):
        for handler in self.handlers.get(type(event), []):
            handler(event)


answer = TinyBus
