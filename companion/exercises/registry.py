"""Find an exercise, prediction or recall by its id; the module of a lesson is imported when it is needed.

Lesson NN lives in `lesson_NN.py` beside this file (parts of it in `lesson_NN_*.py`) and exposes `TITLE`,
`EXERCISES`, `PREDICTIONS` and `RECALLS`.
"""

import difflib
import functools
import importlib
import pkgutil
import re
from dataclasses import dataclass
from typing import Any

from companion.exercises.words import Exercise, Item, Prediction, Recall


class UnknownItem(LookupError):
    """No lesson has this id. `id` is the one given, `near` are similar ids."""

    def __init__(self, id: str, near: tuple[str, ...]) -> None:
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"There is nothing with the id {id!r}.{hint}")
        self.id, self.near = id, near


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson's judged content. `points` counts exercises and predictions without bonus."""

    number: str
    title: str
    exercises: tuple[Exercise, ...]
    predictions: tuple[Prediction, ...]
    recalls: tuple[Recall, ...]

    @property
    def points(self) -> int:
        """What the lesson is worth without bonus points."""
        return sum(e.points for e in self.exercises if not e.bonus) + sum(p.points for p in self.predictions)

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything with an id, in the lesson's order by kind: predictions, exercises, recalls."""
        return (*self.predictions, *self.exercises, *self.recalls)


@functools.cache
def numbers() -> tuple[str, ...]:
    """The numbers of all lessons, such as ("00", "01"), in order; imports none of them."""
    package = importlib.import_module("companion.exercises")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    return tuple(sorted(name[-2:] for name in names if re.fullmatch(r"lesson_\d\d", name)))


@functools.cache
def lesson(number: str) -> Lesson:
    """The lesson with this number, such as "00"; raises `UnknownItem` if there is none."""
    if number not in numbers():
        raise UnknownItem(number, ())
    module: Any = importlib.import_module(f"companion.exercises.lesson_{number}")
    return Lesson(
        number, module.TITLE, tuple(module.EXERCISES), tuple(module.PREDICTIONS), tuple(module.RECALLS)
    )


def find(id: object) -> Item:
    """The exercise, prediction or recall with this id; raises `UnknownItem`, which names similar ids."""
    if type(id) is not str:
        raise UnknownItem(str(type(id).__name__), ())
    number = id[:2]
    if number in numbers():
        for item in lesson(number).items:
            if item.id == id:
                return item
    known = [item.id for n in numbers() for item in lesson(n).items]
    raise UnknownItem(id, tuple(difflib.get_close_matches(id, known, n=3, cutoff=0.5)))


def exercise(id: object) -> Exercise:
    """The exercise with this id; raises `UnknownItem` also for a prediction's id."""
    item = find(id)
    if not isinstance(item, Exercise):
        raise UnknownItem(str(id), ())
    return item
