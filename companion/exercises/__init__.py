"""The words for judging, and one module per lesson that uses them.

Promises: judging never trusts a learner's object (`plain`), never hangs on a learner's loop (`call`), and
gives the same answer the same lines. Left out: showing and remembering, which are `companion.classroom`'s.
"""

from companion.exercises.budget import STEPS, Outcome, call
from companion.exercises.judging import Report, judge, score
from companion.exercises.plain import Plain, close, number, plain, same
from companion.exercises.registry import Lesson, UnknownItem, exercise, find, lesson, numbers
from companion.exercises.todo import TODO
from companion.exercises.watching import Watched, watch
from companion.exercises.words import (
    Criterion,
    Exercise,
    Finding,
    Item,
    Misconception,
    Prediction,
    Recall,
    Seen,
)

__all__ = [
    "STEPS",
    "TODO",
    "Criterion",
    "Exercise",
    "Finding",
    "Item",
    "Lesson",
    "Misconception",
    "Outcome",
    "Plain",
    "Prediction",
    "Recall",
    "Report",
    "Seen",
    "UnknownItem",
    "Watched",
    "call",
    "close",
    "exercise",
    "find",
    "judge",
    "lesson",
    "number",
    "numbers",
    "plain",
    "same",
    "score",
    "watch",
]
