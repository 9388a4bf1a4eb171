"""A promise is one sentence that must hold for what is judged, as a small function; and the judge.

A promise raises AssertionError with a sentence that holds the evidence, or `Lacking` where its subject never
had what the promise is about. `judge` tries all of them and tells which broke: that is how a suite is shown
to have teeth. pytest runs the same promises one by one (`pytest_suites.py`).
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Lacking(Exception):
    """What is judged does without something this promise is about. `reason` says what."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Promise(Generic[T]):
    """A sentence, and the function that tries it on a subject."""

    keep: Callable[[T], None]

    @property
    def name(self) -> str:
        """The sentence: the function's name with spaces."""
        return self.keep.__name__.replace("_", " ")

    @property
    def why(self) -> str:
        """Why it matters: the function's docstring, on one line."""
        return " ".join((self.keep.__doc__ or "").split())

    def __call__(self, subject: T) -> None:
        self.keep(subject)

    def __repr__(self) -> str:
        return f"<promise: {self.name}>"


@dataclass(frozen=True)
class Judgement:
    """What became of the promises, by name: `kept`, `broken` with the evidence, `skipped` with the reason."""

    kept: list[str] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"BROKEN   {name}: {evidence}" for name, evidence in self.broken.items()]
        lines += [f"skipped  {name}: {reason}" for name, reason in self.skipped.items()]
        return "\n".join([*lines, f"{len(self.kept)} kept, {len(self.broken)} broken"])


def judge(promises: Iterable[Promise[T]], subject: T) -> Judgement:
    """Try every promise on `subject`. An unexpected error breaks a promise, too."""
    judgement = Judgement()
    for promise in promises:
        try:
            promise(subject)
        except Lacking as lacking:
            judgement.skipped[promise.name] = lacking.reason
        except AssertionError as broken:
            judgement.broken[promise.name] = str(broken)
        except Exception as error:
            judgement.broken[promise.name] = _told(error)
        else:
            judgement.kept.append(promise.name)
    return judgement


def broken_promises(promises: Iterable[Promise[T]], subject: T) -> list[str]:
    """The names of the promises `subject` breaks, in the order of the suite."""
    return list(judge(promises, subject).broken)


def _told(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, line {last.lineno}: {error}"


def promises_of(*modules: Any) -> tuple[Promise[Any], ...]:
    """The promises of modules, in the order in which they are written: public functions of one argument."""
    return tuple(
        Promise(function)
        for module in modules
        for name, function in vars(module).items()
        if callable(function)
        and not isinstance(function, type)
        and getattr(function, "__module__", "") == module.__name__
        and not name.startswith("_")
    )
