from collections import deque

STYLE = (
    "A deque takes from the front at once, and the queue itself says whether the bus is busy. In "
    "return every event looks at every registration."
)


class TinyBus:
    def __init__(self):
        self.pairs = []
        self.queue = None

    def on(self, event_type, handler):
        self.pairs.append((event_type.__name__, handler))

    def publish(self, event):
        if self.queue is not None:
            self.queue.append(event)
            return
        self.queue = deque([event])
        try:
            while self.queue:
                event = self.queue.popleft()
                for name, handler in self.pairs:
                    if name == type(event).__name__:
                        handler(event)
        finally:
            self.queue = None


answer = TinyBus
