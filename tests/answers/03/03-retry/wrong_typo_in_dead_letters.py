"""A letter is missing in `dead_letters`."""

MISCONCEPTION = ""
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "the handler failed, and deliver_to raised NameError: name"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for attempt in range(1, attempts + 1):
        try:
            return handler(event)
        except Exception as error:
            if attempt == attempts:
                dead_letter.append((event, handler, error, attempt))  # noqa: F821  the mistake
            else:
                clock.sleep(2 ** (attempt - 1))


answer = deliver_to
