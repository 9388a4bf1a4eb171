"""A letter is missing in `failures`."""

MISCONCEPTION = ""
FAILS = "all others run once, and the publisher hears nothing of it"
SAYS = "NameError: name 'failure' is not defined"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failure.append((event, handler, error))  # noqa: F821  the mistake


answer = deliver
