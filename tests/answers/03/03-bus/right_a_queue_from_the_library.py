"""A queue of the standard library and a depth instead of a flag."""

import queue


class TinyBus:
    def __init__(self):
        self.q = queue.SimpleQueue()
        self.table = dict()
        self.depth = 0

    def on(self, event_type, handler):
        name = event_type.__name__
        if name in self.table:
            self.table[name].append(handler)
        else:
            self.table[name] = [handler]

    def publish(self, event):
        self.q.put(event)
        if self.depth:
            return None
        self.depth += 1
        try:
            while not self.q.empty():
                e = self.q.get()
                if type(e).__name__ in self.table:
                    for h in self.table[type(e).__name__]:
                        h(e)
        finally:
            self.depth -= 1


answer = TinyBus
