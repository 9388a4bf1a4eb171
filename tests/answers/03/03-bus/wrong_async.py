MISCONCEPTION = ""
FAILS = "every handler of an event hears it, in order of registration"
SAYS = "publish is written with async def"


class TinyBus:
    def __init__(self):
        self.handlers = {}

    def on(self, event_type, handler):
        self.handlers.setdefault(event_type.__name__, []).append(handler)

    async def publish(self, event):
        for handler in self.handlers.get(type(event).__name__, []):
            handler(event)


answer = TinyBus
