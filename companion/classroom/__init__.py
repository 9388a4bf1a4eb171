"""What a lesson's set-up cell brings in: `from companion.classroom import *` gives the names in `__all__`, no
others.

Cheap to import: pictures, exercises' own modules and what runs the commands are loaded when first used.

How to begin a lesson, as its set-up cell does:

    >>> from companion.classroom import *
    >>> lesson("00")
    Lesson 00 · Start here · 20 minutes · 10 points
"""

from companion.classroom.check import check
from companion.classroom.doctor import doctor
from companion.classroom.help import answers, hint
from companion.classroom.lesson import lesson
from companion.classroom.page import page
from companion.classroom.poll import poll
from companion.classroom.predict import explain, predict, recall, reveal
from companion.classroom.progress import progress
from companion.exercises.todo import TODO

__all__ = [
    "TODO",
    "answers",
    "check",
    "doctor",
    "explain",
    "hint",
    "lesson",
    "page",
    "poll",
    "predict",
    "progress",
    "recall",
    "reveal",
]
