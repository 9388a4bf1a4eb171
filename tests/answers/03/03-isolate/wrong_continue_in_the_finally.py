"""`continue` in the `finally` drops whatever is on its way out."""

MISCONCEPTION = "catches everything"
FAILS = "pressing stop still stops, also after a failure"
SAYS = "inside a `finally`"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failures.append((event, handler, error))
        finally:
            continue


answer = deliver
