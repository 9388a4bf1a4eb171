"""Records after the loop, when `handler` is the last one."""

MISCONCEPTION = ""
FAILS = "each failure is recorded: event, handler and error"
SAYS = "charge fails: the record names confirm, expected charge"


def deliver(event, handlers, failures):
    errors = []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
    failures.extend((event, handler, error) for error in errors)


answer = deliver
