MISCONCEPTION = "the loop ends with the failure"
FAILS = "all others run once, and the publisher hears nothing of it"
SAYS = "catch inside the loop and go on"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failures.append((event, handler, error))
            return


answer = deliver
