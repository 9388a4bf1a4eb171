MISCONCEPTION = "only the last hears it"
FAILS = "every handler of an event hears it, in order of registration"
SAYS = "only Stock hears anything"


class TinyBus:
    def __init__(self):
        self.handlers = {}

    def on(self, event_type, handler):
        self.handlers[event_type.__name__] = [handler]

    def publish(self, event):
        for handler in self.handlers.get(type(event).__name__, []):
            handler(event)


answer = TinyBus
