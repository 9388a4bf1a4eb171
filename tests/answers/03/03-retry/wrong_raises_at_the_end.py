from companion.bus import PermanentError

MISCONCEPTION = "raises at the end"
FAILS = "the next event is delivered after a poison one"
SAYS = "order-42 behind it was never delivered"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            return handler(event)
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((event, error, n))
                raise
            clock.sleep(2 ** (n - 1))


answer = deliver_to
