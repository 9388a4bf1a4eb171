from companion.bus import PermanentError

STYLE = (
    "One exit for all that is hopeless, and the loop counts. An expert would cap the wait, and add "
    "chance to it (lesson 06)."
)


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            return handler(event)
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((event, error, n))
                return
        clock.sleep(2 ** (n - 1))


answer = deliver_to
