"""`finally: return` ends after the first try, with no letter."""

from companion.bus import PermanentError

MISCONCEPTION = ""
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "it was called once"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            handler(event)
            return
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((event, error, n))
                return
        finally:
            return


answer = deliver_to
