from companion.bus import PermanentError

MISCONCEPTION = "loses the event"
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "and not with which order"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            return handler(event)
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((error, n))
                return
        clock.sleep(2 ** (n - 1))


answer = deliver_to
