"""A slip of the fingers in `endswith`."""

MISCONCEPTION = ""
FAILS = "the fact goes on after its verb; irregular verbs"
SAYS = "for OrderSentToKitchen your code raised AttributeError: 'str' object"


def is_event(name):
    return name.endwith("ed")


answer = is_event
