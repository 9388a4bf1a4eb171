from companion.bus import PermanentError

MISCONCEPTION = "waits for nothing"
FAILS = "waits 1, 2, 4 … seconds between tries, none after the last"
SAYS = "After the last try you waited 16 s more"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            return handler(event)
        except PermanentError as error:
            why = error
            break
        except Exception as error:
            why = error
        clock.sleep(2 ** (n - 1))
    dead_letters.append((event, why, n))


answer = deliver_to
