MISCONCEPTION = "catches everything"
FAILS = "pressing stop still stops, also after a failure"
SAYS = "logged it as a failed handler"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except BaseException as error:
            failures.append((event, handler, error))


answer = deliver
