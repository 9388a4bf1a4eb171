"""An instructor's own criteria and cases, which no student's copy of the course has.

A private file is Python and defines `EXTRAS`, a list of `Extra`. Its criteria are judged where no submission
runs. Its cases run in the answer's process, so what they expect belongs in the criteria.
"""

import hashlib
import runpy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.bootstrap.checkout import Refusal
from companion.exercises.registry import UnknownItem, exercise
from companion.exercises.words import Criterion, Finding, Seen


@dataclass(frozen=True, slots=True)
class Extra:
    """More criteria for one exercise.

    Without `observe` the criteria read what the exercise itself has seen. With it they read the dict that
    `observe(answer)` returns; it should call the answer through `companion.exercises.call`, as exercises do.
    """

    exercise: str
    criteria: tuple[Criterion, ...]
    observe: Callable[[Any], Seen] | None = None

    def judge(self, seen: Any) -> list[dict[str, Any]]:
        """For each criterion its name, points, possible points, and the evidence where it fails."""
        return [self._one(criterion, seen) for criterion in self.criteria]

    def _one(self, criterion: Criterion, seen: Any) -> dict[str, Any]:
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
    """The content of one private file: its extras by exercise, and a digest of its text."""

    extras: dict[str, Extra]
    digest: str = ""
    path: str = ""


def read(path: Path | None) -> Private:
    """The private file at `path`; without one there are no extras. Raises `Refusal`."""
    if path is None:
        return Private({})
    try:
        text = path.read_bytes()
        extras = runpy.run_path(str(path), run_name="private").get("EXTRAS")
    except OSError as problem:
        raise Refusal(f"{path} cannot be read: {problem.strerror}.", code=2) from None
    except Exception as problem:
        raise Refusal(f"{path} raises {type(problem).__name__}: {problem}", code=2) from None
    if type(extras) not in (list, tuple) or not all(type(extra) is Extra for extra in extras or ()):
        raise Refusal(f"{path} must define EXTRAS, a list of companion.grading.private.Extra.", code=2)
    for extra in extras or ():
        try:
            exercise(extra.exercise)
        except UnknownItem as problem:
            raise Refusal(f"{path}: {problem}", code=2) from None
    found = {extra.exercise: extra for extra in extras or ()}
    return Private(found, hashlib.sha256(text).hexdigest(), str(path.resolve()))
