"""An instructor's own criteria and cases: what a student's copy of the course does not have.

A private file is Python and defines `EXTRAS`, a list of `Extra`. Its criteria are judged where no submission
runs; its cases run with the answer, so what they expect belongs into the criteria.
"""

import hashlib
import runpy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.exercises.registry import UnknownItem, exercise
from companion.exercises.words import Criterion, Finding, Seen


class BadPrivateFile(ValueError):
    """The private file cannot be used; the message is the sentence to print."""


@dataclass(frozen=True, slots=True)
class Extra:
    """Further criteria for one exercise.

    Without `observe` the criteria read what the exercise itself has seen; with it, what `observe(answer)`
    returns, a dict. It should run the answer through `companion.exercises.call`, as exercises do.
    """

    exercise: str
    criteria: tuple[Criterion, ...]
    observe: Callable[[Any], Seen] | None = None

    @property
    def possible(self) -> int:
        """What the criteria are worth together."""
        return sum(criterion.points for criterion in self.criteria)

    def judge(self, seen: Any) -> list[dict[str, Any]]:
        """A row for each criterion: its name, points, what is possible, and the evidence where it fails."""
        return [self._row(criterion, seen) for criterion in self.criteria]

    def _row(self, criterion: Criterion, seen: Any) -> dict[str, Any]:
        try:
            found = (
                criterion.judge(seen) if type(seen) is dict else Finding("", "your answer could not be run")
            )
        except Exception as problem:  # an instructor's slip must not end the grading of a class
            found = Finding("", f"this criterion could not be judged ({type(problem).__name__}: {problem})")
        evidence = (
            ""
            if found is None
            else found.evidence + (f", expected {found.expected}" if found.expected else "")
        )
        points = criterion.points if found is None else 0
        return {"name": criterion.name, "points": points, "possible": criterion.points, "evidence": evidence}


@dataclass(frozen=True, slots=True)
class Private:
    """What one file holds: its extras by exercise, and a digest of its text."""

    extras: dict[str, Extra]
    digest: str = ""
    path: str = ""


def read(path: Path | None) -> Private:
    """The private file at `path`; nothing without one. Raises `BadPrivateFile`."""
    if path is None:
        return Private({})
    try:
        text = path.read_bytes()
        extras = runpy.run_path(str(path), run_name="private").get("EXTRAS")
    except OSError as problem:
        raise BadPrivateFile(f"{path} cannot be read: {problem.strerror}.") from None
    except Exception as problem:
        raise BadPrivateFile(f"{path} raises {type(problem).__name__}: {problem}") from None
    if type(extras) not in (list, tuple) or not all(type(extra) is Extra for extra in extras or ()):
        raise BadPrivateFile(f"{path} must define EXTRAS, a list of companion.grading.private.Extra.")
    for extra in extras or ():
        try:
            exercise(extra.exercise)
        except UnknownItem as problem:
            raise BadPrivateFile(f"{path}: {problem}") from None
    found = {extra.exercise: extra for extra in extras or ()}
    return Private(found, hashlib.sha256(text).hexdigest(), str(path.resolve()))
