MISCONCEPTION = "for ever"
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "One bad message must not stop the shop"


def deliver_to(handler, event, attempts, clock, dead_letters):
    n = 0
    while True:
        try:
            return handler(event)
        except Exception:
            clock.sleep(2**n)
            n += 1


answer = deliver_to
