"""The number in the dead letter is the loop's, which begins at 0."""

from companion.bus import PermanentError

MISCONCEPTION = "the wrong number of tries"
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "Count the calls that were made"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(attempts):
        try:
            return handler(event)
        except Exception as error:
            if n == attempts - 1 or isinstance(error, PermanentError):
                dead_letters.append((event, error, n))
                return
        clock.sleep(2**n)


answer = deliver_to
