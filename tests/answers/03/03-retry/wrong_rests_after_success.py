"""Waits a second after it worked."""

from companion.bus import PermanentError

MISCONCEPTION = ""
FAILS = "waits 1, 2, 4 … seconds between tries, none after the last"
SAYS = "came back 1 s after the last call"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            handler(event)
            clock.sleep(1)
            return
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((event, error, n))
                return
        clock.sleep(2 ** (n - 1))


answer = deliver_to
