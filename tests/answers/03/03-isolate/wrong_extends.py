"""`extend` puts the three parts in one by one."""

MISCONCEPTION = ""
FAILS = "each failure is recorded: event, handler and error"
SAYS = "failures holds 3 records"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failures.extend((event, handler, error))


answer = deliver
