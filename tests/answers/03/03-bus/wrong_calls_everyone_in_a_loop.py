MISCONCEPTION = "calls everyone"
FAILS = "nobody hears what they did not ask for, and no listener is no error"
SAYS = "it asked only for OrderPlaced"


class TinyBus:
    def __init__(self):
        self.handlers = []

    def on(self, event_type, handler):
        self.handlers.append(handler)

    def publish(self, event):
        for handler in self.handlers:
            handler(event)


answer = TinyBus
