"""`handler()` instead of `handler(event)`; the TypeError is caught as the handler's."""

from companion.bus import PermanentError

MISCONCEPTION = ""
FAILS = "fails twice, then works: three calls, no dead letter"
SAYS = "was called with something else than the event"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            handler()
            return
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((event, error, n))
                return
        clock.sleep(2 ** (n - 1))


answer = deliver_to
