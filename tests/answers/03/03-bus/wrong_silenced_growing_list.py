"""The list that says "busy" by not being empty is never emptied after an error."""

from collections import defaultdict

MISCONCEPTION = "silenced by one error"
FAILS = "a handler raises: the next event is delivered as before"
SAYS = "still believes that it is busy"


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
        for waiting in self.story:
            for handler in self.handlers[type(waiting).__name__]:
                handler(waiting)
        self.story = []


answer = TinyBus
