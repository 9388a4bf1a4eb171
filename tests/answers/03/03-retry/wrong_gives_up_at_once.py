MISCONCEPTION = "gives up at once"
FAILS = "poison: all its tries, then one dead letter that says it all"
SAYS = "One call, and then the dead letter"


def deliver_to(handler, event, attempts, clock, dead_letters):
    try:
        handler(event)
    except Exception as error:
        dead_letters.append((event, error, 1))


answer = deliver_to
