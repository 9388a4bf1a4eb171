MISCONCEPTION = "swallowed"
FAILS = "each failure is recorded: event, handler and error"
SAYS = "`failures` is still empty"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failures = [*failures, (event, handler, error)]


answer = deliver
