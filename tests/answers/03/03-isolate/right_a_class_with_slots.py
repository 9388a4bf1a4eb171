"""A record is an object with slots."""


class F:
    __slots__ = ("e", "h", "x")

    def __init__(self, e, h, x):
        self.e, self.h, self.x = e, h, x


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failures.append(F(event, handler, error))


answer = deliver
