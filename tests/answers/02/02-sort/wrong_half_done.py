"""Eleven kinds are given, nine are not, and no better name yet."""

from companion.exercises.lesson_02_sort import MESSAGES
from companion.exercises.todo import TODO

MISCONCEPTION = ""
FAILS = "plain facts are events"
SAYS = "9 of 20 are still open: TODO"

kinds = {name: kind if at < 11 else TODO for at, (name, (_, kind, _)) in enumerate(sorted(MESSAGES.items()))}
answer = [kinds, {}]
