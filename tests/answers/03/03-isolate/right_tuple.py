STYLE = "The shortest. Whoever reads it must know which place holds what; an expert would name the three."


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failures.append((event, handler, error))


answer = deliver
