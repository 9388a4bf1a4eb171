"""Attempts counted from 0."""

from companion.scenarios.faults import Fault

MISCONCEPTION = ""
FAILS = "one fault, at a step that is reached"
SAYS = "attempts are counted from 1"


answer = Fault("charge", "money taken", 0)
