from companion.bus import PermanentError

MISCONCEPTION = "one try too many"
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "`attempts=3` means three calls; you made 4"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(attempts + 1):
        try:
            return handler(event)
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((event, error, n))
                return
        clock.sleep(2**n)


answer = deliver_to
