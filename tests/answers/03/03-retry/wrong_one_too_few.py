from companion.bus import PermanentError

MISCONCEPTION = "the first try is not counted"
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "gave two calls"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts):
        try:
            return handler(event)
        except Exception as error:
            if n == attempts - 1 or isinstance(error, PermanentError):
                dead_letters.append((event, error, n))
                return
        clock.sleep(2 ** (n - 1))


answer = deliver_to
