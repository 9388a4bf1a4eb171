from companion.bus import PermanentError

MISCONCEPTION = "does not wait"
FAILS = "waits 1, 2, 4 … seconds between tries, none after the last"
SAYS = "All tries at the same moment"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(1, attempts + 1):
        try:
            return handler(event)
        except Exception as error:
            if n == attempts or isinstance(error, PermanentError):
                dead_letters.append((event, error, n))
                return
        pass


answer = deliver_to
