"""`+=` puts the three parts into the list one by one."""

from companion.bus import PermanentError

MISCONCEPTION = ""
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "only one of them holds the event"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for tries in range(1, attempts + 1):
        try:
            return handler(event)
        except Exception as error:
            if isinstance(error, PermanentError) or tries == attempts:
                dead_letters += [event, error, tries]
                return
            clock.sleep(2 ** (tries - 1))


answer = deliver_to
