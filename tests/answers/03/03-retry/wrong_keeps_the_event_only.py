from companion.bus import PermanentError

MISCONCEPTION = ""
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "the dead letter lacks the last error and how often it was tried"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(attempts):
        try:
            return handler(event)
        except PermanentError:
            break
        except Exception:
            if n < attempts - 1:
                clock.sleep(2**n)
    dead_letters.append(event)


answer = deliver_to
