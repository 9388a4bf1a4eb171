"""Prints the verdict and returns nothing."""

MISCONCEPTION = "always no"
FAILS = "the fact goes on after its verb; irregular verbs"
SAYS = "Your rule returns None for every name"


def is_event(name):
    print(name.endswith("ed"))


answer = is_event
