"""The letter says how often it might have been tried."""

from companion.bus import PermanentError

MISCONCEPTION = ""
FAILS = "PermanentError: one call, one dead letter"
SAYS = "PermanentError, attempts=3: tries in the dead letter: 3"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            handler(event)
            return
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((event, error, attempts))
                return
        clock.sleep(2 ** (n - 1))


answer = deliver_to
