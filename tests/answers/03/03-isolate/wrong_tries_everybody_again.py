MISCONCEPTION = "tries everybody again"
FAILS = "all others run once, and the publisher hears nothing of it"
SAYS = "Ada paid twice"


def deliver(event, handlers, failures):
    for _ in range(2):
        failed = False
        for handler in handlers:
            try:
                handler(event)
            except Exception as error:
                failed = True
                failures.append((event, handler, error))
        if not failed:
            return


answer = deliver
