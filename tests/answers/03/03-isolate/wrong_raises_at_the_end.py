MISCONCEPTION = "raises at the end"
FAILS = "all others run once, and the publisher hears nothing of it"
SAYS = "It does not know what Analytics is"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failures.append((event, handler, error))
    if failures:
        raise failures[0][2]


answer = deliver
