MISCONCEPTION = "for ever"
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "`attempts` is the end"


def deliver_to(handler, event, attempts, clock, dead_letters):
    while True:
        try:
            return handler(event)
        except:  # noqa: E722  what some learners write
            clock.sleep(1)


answer = deliver_to
