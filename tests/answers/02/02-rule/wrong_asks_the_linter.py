"""Asks the linter, which the task excludes."""

from companion.naming import lint

MISCONCEPTION = ""
FAILS = "the fact goes on after its verb; irregular verbs"
SAYS = "your rule asks the linter"


def is_event(name):
    return lint(name).kind == "event"


answer = is_event
