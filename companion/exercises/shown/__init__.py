"""What the answers under `tests/answers` showed when they were judged, and two good ones to look at.

One JSON file a lesson, written by `python -m companion.exercises.shown` and shipped with the course: a check
has it at hand where the answers themselves are not. A file that is missing, damaged or older than its
exercise counts as empty: then a check tells symptoms alone.
"""

import functools
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

from companion.exercises.naming import OnFile, Shown, digest
from companion.exercises.words import Exercise


@dataclass(frozen=True, slots=True)
class Good:
    """A good answer: what it is in a sentence, what its style costs (may be empty), and its code."""

    title: str
    style: str
    code: str


def on_file(exercise: Exercise) -> OnFile:
    """What the exercise's wrong answers showed, by misconception; empty if that is not known."""
    stored = _stored(exercise)
    return {
        name: tuple(Shown(tuple(s["failed"]), tuple(s["errors"]), s["told"]) for s in several)
        for name, several in stored.get("shown", {}).items()
    }


def good_answers(exercise: Exercise) -> tuple[Good, ...]:
    """Two right answers in different styles; empty if they are not known."""
    return tuple(Good(**each) for each in _stored(exercise).get("good", ()))


def edition(exercise: Exercise) -> str:
    """Changes when the exercise's criteria do: what was stored before says nothing about them."""
    return digest([criterion.name for criterion in exercise.gate + exercise.criteria])


def _stored(exercise: Exercise) -> dict[str, Any]:
    try:
        found = _lesson(exercise.id[:2])[exercise.id]
        return found if found["criteria"] == edition(exercise) else {}
    except (KeyError, TypeError):
        return {}


@functools.cache
def _lesson(number: str) -> Any:
    try:
        return json.loads((resources.files(__name__) / f"{number}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
