"""What an answer showed when it was judged: the one at hand, and those under `tests/answers`.

What those showed, and two good ones to look at, stand in one JSON file a lesson, written by
`python -m companion.exercises.shown` and shipped with the course: a check has it at hand where the answers
themselves are not. A file that is missing, damaged or older than its exercise counts as empty.
"""

import functools
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final, TypeAlias

from companion.exercises.words import Exercise, Finding

_BLANKED: Final = tuple(
    (re.compile(pattern), blank)
    for pattern, blank in (
        (r"0x[0-9A-Fa-f]+", "0x"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "<id>"),
        (r" in line \d+(?: of [^:;]+)?(?:: .*?)?(?=$|[;,] )", ""),
        (r"(has no attribute|name|variable) '[^']*'", r"\1 ?"),
        (r"KeyError: .*", "KeyError"),
        (r"stopped after [\d,]+ steps", "stopped"),
        (r"\b[\w.<>]+\(\)", "f()"),
    )
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What an answer showed: the names of the criteria it `failed`, the kinds of error met, sorted, and
    `told`, a digest of what the failed criteria said."""

    failed: tuple[str, ...]
    errors: tuple[str, ...]
    told: str


NOTHING_SHOWN: Final = Shown((), (), "")

OnFile: TypeAlias = Mapping[str, tuple[Shown, ...]]
"""Name of a misconception → what its wrong answers on file showed."""


def shown(findings: Mapping[str, Finding], errors: Iterable[str]) -> Shown:
    """What an answer with these findings and these kinds of error showed."""
    kinds = tuple(sorted(errors))
    told = json.dumps(
        [[name, normal(each.expected), normal(each.evidence)] for name, each in findings.items()]
    )
    if "stopped" in kinds:  # the number of steps differs between versions of Python
        told = re.sub(r"\d[\d,.]*", "n", told)
    return Shown(tuple(findings), kinds, digest(told))


def digest(value: object) -> str:
    """A short fingerprint of plain data."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:12]


def normal(text: str) -> str:
    """`text` without the parts in which two answers of one idea differ: addresses, ids, the line of an error
    and the names that the learner chose. The kind of an error and its subject stay.
    """
    for pattern, blank in _BLANKED:
        text = pattern.sub(blank, text)
    return text


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
