"""Takes the bad handler out of the list it walks along."""

MISCONCEPTION = ""
FAILS = "all others run once, and the publisher hears nothing of it"
SAYS = "of the others ran count, confirm"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            handlers.remove(handler)
            failures.append((event, handler, error))


answer = deliver
