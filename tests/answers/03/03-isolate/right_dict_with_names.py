STYLE = (
    "Every part has its name, so a reader needs no other line. In return a slip in a name is found "
    "only when somebody reads."
)


def attempt(event, handler):
    try:
        handler(event)
    except Exception as error:
        return error
    return None


def deliver(event, handlers, failures):
    for handler in handlers:
        error = attempt(event, handler)
        if error is not None:
            failures += [{"event": event, "handler": handler.__name__, "error": repr(error)}]


answer = deliver
