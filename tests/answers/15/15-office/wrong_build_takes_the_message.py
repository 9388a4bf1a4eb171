"""`build` is written as if it were given a message."""

MISCONCEPTION = ""
FAILS = "a quiet day: Cy and Dee have tickets, Ada and Bob their money"
SAYS = "before any message came: build makes handle, and returns it"


def build(disk):
    message = disk
    return [message.id, message.buyer]


answer = build
