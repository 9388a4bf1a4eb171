MISCONCEPTION = "the loop ends with the failure"
FAILS = "all others run once, and the publisher hears nothing of it"
SAYS = "and 3 handlers never ran"


def deliver(event, handlers, failures):
    try:
        for handler in handlers:
            handler(event)
    except Exception as error:
        failures.append((event, handler, error))


answer = deliver
