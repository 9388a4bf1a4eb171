MISCONCEPTION = "the error's name is gone"
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "is gone when that block ends"


def deliver_to(handler, event, attempts, clock, dead_letters):
    for n in range(attempts):
        try:
            return handler(event)
        except Exception as error:
            if n + 1 < attempts:
                clock.sleep(2**n)
    dead_letters.append((event, error, attempts))  # noqa: F821  the mistake this answer is about


answer = deliver_to
