"""The first error is kept, not the last."""

from companion.bus import PermanentError

MISCONCEPTION = ""
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "lacks the last error"


def deliver_to(handler, event, attempts, clock, dead_letters):
    first = None
    for n in range(1, attempts + 1):
        try:
            handler(event)
            return
        except Exception as error:
            first = first or error
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((event, first, n))
                return
        clock.sleep(2 ** (n - 1))


answer = deliver_to
