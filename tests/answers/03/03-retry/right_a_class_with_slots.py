"""A letter is an object with slots; the wait stands before the call."""

from companion.bus import PermanentError


class Letter:
    __slots__ = ("event", "error", "tries")

    def __init__(self, event, error, tries):
        self.event, self.error, self.tries = event, error, tries


def deliver_to(handler, event, attempts, clock, dead_letters):
    tries, wait, last = 0, 1, None
    while tries < attempts:
        if tries:
            clock.sleep(wait)
            wait *= 2
        tries += 1
        try:
            return handler(event)
        except PermanentError as error:
            last = error
            break
        except Exception as error:
            last = error
    dead_letters.append(Letter(event, last, tries))


answer = deliver_to
