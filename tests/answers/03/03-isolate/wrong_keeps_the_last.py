MISCONCEPTION = "keeps the last only"
FAILS = "each failure is recorded: event, handler and error"
SAYS = "the second replaced the first"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failures[:] = [(event, handler, error)]


answer = deliver
