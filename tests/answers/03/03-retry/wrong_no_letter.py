from companion.bus import PermanentError

MISCONCEPTION = "nothing set aside"
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "The list you were given is still empty"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            return handler(event)
        except PermanentError:
            return
        except Exception as error:
            print("failed", error)
        if n < attempts:
            clock.sleep(2 ** (n - 1))


answer = deliver_to
