MISCONCEPTION = "swallowed"
FAILS = "each failure is recorded: event, handler and error"
SAYS = "In a month somebody asks why"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception:
            pass


answer = deliver
