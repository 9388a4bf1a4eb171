"""What a lesson's set-up cell brings in: `from companion.classroom import *` gives the names in `__all__`, no
others.

Cheap to import: pictures, exercises' own modules and what runs the commands are loaded when first used.
"""

from typing import Any

from companion.classroom.check import check
from companion.classroom.hint import hint
from companion.classroom.lesson import lesson
from companion.classroom.poll import poll
from companion.classroom.predict import explain, predict, recall, reveal
from companion.classroom.progress import progress
from companion.exercises.todo import TODO


def doctor() -> Any:
    """Look at this installation and say what is wrong and what to do; see `companion.classroom.doctor`."""
    import importlib

    module = importlib.import_module("companion.classroom.doctor")
    globals()["doctor"] = doctor  # importing the module of this name has put it in the function's place
    return module.doctor()


__all__ = [
    "TODO",
    "check",
    "doctor",
    "explain",
    "hint",
    "lesson",
    "poll",
    "predict",
    "progress",
    "recall",
    "reveal",
]
