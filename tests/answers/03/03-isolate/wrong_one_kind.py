MISCONCEPTION = "catches one kind"
FAILS = "two failing handlers leave two records, of whatever kind"
SAYS = "The next handler will have another"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except AttributeError as error:
            failures.append((event, handler, error))


answer = deliver
