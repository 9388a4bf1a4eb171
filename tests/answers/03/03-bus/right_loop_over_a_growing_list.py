from collections import defaultdict


class TinyBus:
    def __init__(self):
        self.handlers = defaultdict(list)
        self.story = []

    def on(self, event_type, handler):
        self.handlers[event_type.__name__].append(handler)

    def publish(self, event):
        self.story.append(event)
        if len(self.story) > 1:
            return
        try:
            for waiting in self.story:
                for handler in self.handlers[type(waiting).__name__]:
                    handler(waiting)
        finally:
            self.story = []


answer = TinyBus
