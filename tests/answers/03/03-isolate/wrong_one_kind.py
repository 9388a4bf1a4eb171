MISCONCEPTION = "catches one kind"
FAILS = "each failure is recorded: event, handler and error"
SAYS = "The next handler will have another"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except AttributeError as error:
            failures.append((event, handler, error))


answer = deliver
