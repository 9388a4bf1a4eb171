"""The classes an exercise is made of: Exercise, Criterion, Finding, Misconception, Prediction, Recall.

An exercise has two halves. `observe` runs the learner's answer (always through `call`) and returns plain
data; the criteria and misconceptions read that data and nothing else, so the halves can run in two processes.
A mistake in an exercise itself (points that do not add up, a misconception of no criterion) is refused when
the lesson is imported.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from companion.events.errors import BadDefinition
from companion.exercises.plain import Plain

Seen: TypeAlias = dict[str, Any]
"""The result of `observe`, which the criteria read: plain data under str keys."""

KINDS = ("write", "modify", "bug hunt", "break it", "design", "sort")


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a criterion does not hold.

    `evidence` is the smallest thing that shows it: "delivered A A: the till holds 900". `expected` completes
    it: "450" is printed as ", expected 450". `seed` is printed as ", replay with seed 4". `schedule` is what
    a notebook draws: the steps as plain dicts (kind, label, index, point).
    """

    expected: str
    evidence: str
    schedule: tuple[Mapping[str, Plain], ...] = ()
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that must hold: a `name` in the learner's words, its `points`, and `judge(seen)` (None =
    holds)."""

    name: str
    points: int
    judge: Callable[[Seen], Finding | None]


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong idea that learners really have.

    `fails` is the name of the criterion it breaks; `says` tells the learner, in a sentence or two (a function
    of what was seen when it quotes numbers). `recognise(seen)` says whether these observations look like it;
    without one it is named if an answer got the same report as one of its wrong answers on file. In both
    cases one of these must have failed in the same way (`judging.py`). `any_error=True` is for a
    misconception that *is* an error, of any kind ("raises").
    """

    name: str
    fails: str
    recognise: Callable[[Seen], bool] | None = None
    says: str | Callable[[Seen], str] = ""
    any_error: bool = False


@dataclass(frozen=True, slots=True)
class Exercise:
    """Something to write, repair, break or decide.

    `id` is what `check` takes ("00-till") and starts with the lesson's number; `title` heads the report, for
    code the name of the function. `points` is the sum over the criteria. `signature` ("take_payment(till,
    event)" or "class TinyBus") says that the answer is code, and is checked; without it `accepts` lists the
    builtin types an answer may have, and `example` shows one. `blank` lists further answers that count as not
    attempted, such as `[]`. `observe` runs the answer and returns what was seen, or a sentence if the answer
    cannot be judged at all. `gate` holds criteria worth 0 points that the untouched code already meets: while
    one fails, no other point counts. `returns=False` says that the return value is not used.
    `bonus` points never raise a lesson above 100 %. The order of `misconceptions` is the order in which they
    are tried: the most specific first.
    """

    id: str
    title: str
    kind: str
    points: int
    observe: Callable[[Any], Seen | str]
    criteria: tuple[Criterion, ...]
    misconceptions: tuple[Misconception, ...]
    hints: tuple[str, str, str]
    bonus: bool = False
    gate: tuple[Criterion, ...] = ()
    signature: str = ""
    accepts: tuple[type, ...] = ()
    example: str = ""
    blank: tuple[Any, ...] = ()
    returns: bool = True

    def __post_init__(self) -> None:
        names = [c.name for c in self.gate + self.criteria]
        _refuse(self.id, self.kind not in KINDS, f"its kind is {self.kind!r}, not one of {', '.join(KINDS)}")
        _refuse(
            self.id,
            sum(c.points for c in self.criteria) != self.points,
            "its criteria do not add up to points",
        )
        _refuse(self.id, any(c.points for c in self.gate), "a gate is worth 0 points")
        _refuse(self.id, len(set(names)) != len(names), "two criteria have the same name")
        _refuse(self.id, len(self.hints) != 3, "it needs three hints: nudge, concept, nearly code")
        for wrong in self.misconceptions:
            _refuse(
                self.id, wrong.fails not in names, f"misconception {wrong.name!r} fails no criterion of it"
            )
            _refuse(self.id, not wrong.says, f"misconception {wrong.name!r} says nothing to the learner")


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question answered before the demo runs: 1 point for locking a choice, right or wrong, 1 for the
    reason after.

    `choices` and `reasons` map a letter to its text; `answer` and `reason` are the right letters; `says` maps
    every wrong reason's letter to (name of the misconception, what to tell the learner). `points` is 2, or 0
    for a question that is not scored.
    """

    id: str
    question: str
    choices: Mapping[str, str]
    answer: str
    reasons: Mapping[str, str]
    reason: str
    says: Mapping[str, tuple[str, str]]
    why: str = "Why?"
    points: int = 2

    def __post_init__(self) -> None:
        _refuse(self.id, self.points not in (0, 2), f"a prediction is worth 2 points or 0, not {self.points}")
        _refuse(
            self.id, self.answer not in self.choices, f"its answer {self.answer!r} is not among its choices"
        )
        _refuse(
            self.id, self.reason not in self.reasons, f"its reason {self.reason!r} is not among its reasons"
        )
        wrong = set(self.reasons) - {self.reason}
        _refuse(
            self.id, set(self.says) != wrong, "says must have an entry for each wrong reason and no other"
        )


@dataclass(frozen=True, slots=True)
class Recall:
    """An ungraded question about an earlier lesson (`about`), asked at the start; a wrong choice is shown on
    the map.

    `says` maps each letter, the right one too, to what to tell the learner.
    """

    id: str
    question: str
    choices: Mapping[str, str]
    answer: str
    says: Mapping[str, str]
    about: str = "00"

    def __post_init__(self) -> None:
        _refuse(
            self.id, self.answer not in self.choices, f"its answer {self.answer!r} is not among its choices"
        )
        _refuse(self.id, set(self.says) != set(self.choices), "says must have an entry for each choice")


Item: TypeAlias = Exercise | Prediction | Recall


def _refuse(id: str, wrong: bool, problem: str) -> None:
    """Raise `BadDefinition` for an exercise, prediction or recall that is not well made."""
    if wrong:
        raise BadDefinition(id, problem)
