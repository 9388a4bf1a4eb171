MISCONCEPTION = "swallowed"
FAILS = "each failure is recorded: event, handler and error"
SAYS = "Append to `failures` itself"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            print(event, handler, error)


answer = deliver
