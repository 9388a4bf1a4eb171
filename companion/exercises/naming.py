"""Which misconception may be named: only one with a known wrong answer that failed in the same way.

A recogniser checks only what its author thought of, and an answer can be wrong in another way. So a
misconception is named only if one of *its* wrong answers on file failed at least the same criteria and had
the same kinds of error. The files are generated (`shown/`); without them a report names symptoms only.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from companion.exercises.words import Exercise, Finding, Misconception, Seen

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


def named(exercise: Exercise, on_file: OnFile, mine: Shown, seen: Seen) -> Misconception | None:
    """The first misconception that may be named for what was seen, or None."""
    for idea in exercise.misconceptions:
        if idea.fails in mine.failed and _may_speak(idea, on_file, mine) and _fits(idea, on_file, mine, seen):
            return idea
    return None


def _may_speak(idea: Misconception, on_file: OnFile, mine: Shown) -> bool:
    """Whether one of its own answers failed the same criteria and had the same errors."""
    return any(
        set(mine.failed) <= set(each.failed) and (idea.any_error or set(mine.errors) <= set(each.errors))
        for each in on_file.get(idea.name, ())
    )


def _fits(idea: Misconception, on_file: OnFile, mine: Shown, seen: Seen) -> bool:
    """What its recogniser says; without one, whether its answers got the same report and those of no other
    idea did.
    """
    if idea.recognise is not None:
        return idea.recognise(seen)
    told = {name for name, several in on_file.items() if any(each.told == mine.told for each in several)}
    return told == {idea.name}
