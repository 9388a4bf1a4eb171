MISCONCEPTION = "keeps the last only"
FAILS = "two failing handlers leave two records, of whatever kind"
SAYS = "the second replaced the first"


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failures[:] = [(event, handler, error)]


answer = deliver
