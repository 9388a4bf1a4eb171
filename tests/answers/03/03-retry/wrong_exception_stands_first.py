from companion.bus import PermanentError

MISCONCEPTION = "retries the hopeless"
FAILS = "PermanentError: one call, one dead letter"
SAYS = "the one for PermanentError stands before the one for Exception"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(attempts):
        try:
            handler(event)
            return
        except Exception as error:
            last = error
            if n < attempts - 1:
                clock.sleep(2**n)
        except PermanentError as error:
            dead_letters.append((event, error, n + 1))
            return
    dead_letters.append((event, last, attempts))


answer = deliver_to
