MISCONCEPTION = "half a record"
FAILS = "each failure is recorded: event, handler and error"
SAYS = "needs three things"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failures.append(error)


answer = deliver
