"""The first wait is two seconds."""

from companion.bus import PermanentError

MISCONCEPTION = ""
FAILS = "waits 1, 2, 4 … seconds between tries, none after the last"
SAYS = "called after 0 2 6 14 30 s"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            handler(event)
            return
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((event, error, n))
                return
        clock.sleep(2**n)


answer = deliver_to
