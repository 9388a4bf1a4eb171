"""`attempts` is not read."""

from companion.bus import PermanentError

MISCONCEPTION = ""
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "attempts=5: it was called 3 times"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, 4):
        try:
            handler(event)
            return
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((event, error, n))
                return
        clock.sleep(2 ** (n - 1))


answer = deliver_to
