from companion.bus import PermanentError

MISCONCEPTION = "dead letter per try"
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "3 dead letters for one event"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            return handler(event)
        except Exception as error:
            dead_letters.append((event, error, n))
            if n == attempts or isinstance(error, PermanentError):
                return
        clock.sleep(2 ** (n - 1))


answer = deliver_to
