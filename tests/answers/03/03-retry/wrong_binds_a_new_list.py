"""`dead_letters = […]` makes a list that nobody else sees."""

from companion.bus import PermanentError

MISCONCEPTION = "nothing set aside"
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "The list you were given is still empty"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            handler(event)
            return
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters = [(event, error, n)]
                return
        clock.sleep(2 ** (n - 1))


answer = deliver_to
