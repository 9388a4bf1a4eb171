"""The services a judged saga works with, the adapter its engine needs, and crashes at every point.

An engine takes part through a function `engine(tasks, clock)` that returns a `JudgedSaga`: one instance of a
saga over those tasks, whose log outlives a crash. `run` is called again after each crash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final, Protocol

from companion.events import VirtualClock
from companion.lab import Crash
from companion.sagas import PENDING, Saga, Step, stuck
from companion.sourcing import EventStore, MemoryStore, Refused

STEPS: Final = ("inventory", "payment", "shipment", "mail")


@dataclass(frozen=True)
class Task:
    """One step to be orchestrated: `do(key)`, and `undo(key)` with the key of what it undoes.

    `do` returns PENDING where the answer comes later, raises `Refused` where nothing happened and nothing
    will, and anything else where its effect may have happened.
    """

    name: str
    do: Callable[[str], Any]
    undo: Callable[[str], Any]
    attempts: int = 1
    pivot: bool = False
    timeout_s: float | None = None


class JudgedSaga(Protocol):
    """One instance of a saga, as the suite drives it. Outcomes are COMPLETED, COMPENSATED, STUCK, WAITING."""

    def run(self) -> str:
        """Start it, or continue it; its state afterwards."""
        ...

    def answer(self, step: str) -> str:
        """The late answer of a service: its effect happened. The saga's state afterwards."""
        ...

    def is_stuck(self) -> bool:
        """Whether it is in the operator's list of stuck sagas."""
        ...


Engine = Callable[[Sequence[Task], VirtualClock], JudgedSaga]


_START = datetime(2024, 1, 1, tzinfo=UTC)
_seeds = count()  # worlds of one store must not make the same ids


@dataclass
class World:
    """Services that keep their keys: a key has one effect, and none any more once it was undone.

    `moments` counts every moment at which something may strike: before and after each call, and at the
    points of the clock. `strike` is called at number `strike_at`.
    """

    refuses: str = ""  # the step that is refused
    breaks: str = ""  # the step whose effect happens and whose answer is an error
    broken_for: int = 99  # how often
    undo_fails: dict[str, int] = field(default_factory=dict)  # how often a compensation fails
    pending: str = ""
    strike_at: int = 0
    strike: Callable[[], object] = lambda: None
    moments: int = 0
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    effects: list[tuple[str, str]] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(_START, seed=next(_seeds)))

    def __post_init__(self) -> None:
        self.clock.on_point = lambda name: self.moment()

    def moment(self) -> None:
        """Something may happen here."""
        self.moments += 1
        if self.moments == self.strike_at:
            self.strike()

    def tasks(self, **changes: dict[str, Any]) -> tuple[Task, ...]:
        """Four steps; `changes` are other fields of a Task by the step's name."""
        return tuple(
            Task(name, self._doing(name), self._undoing(name), **changes.get(name, {})) for name in STEPS
        )

    def do(self, name: str, key: str) -> None:
        """The effect of a step, once for a key."""
        if key not in self.done and key not in self.undone:
            self.done.add(key)
            self.effects.append(("do", name))

    def held(self) -> dict[str, int]:
        """How many effects of each step there are, without those that were undone."""
        signs = dict.fromkeys(STEPS, 0)
        for verb, name in self.effects:
            signs[name] += 1 if verb == "do" else -1
        return signs

    def called(self, verb: str) -> list[str]:
        """The steps that were done, or undone, one for each call."""
        return [name for each, name, _ in self.calls if each == verb]

    def keys(self, verb: str, name: str) -> set[str]:
        """The keys with which a step was called."""
        return {key for each, step, key in self.calls if (each, step) == (verb, name)}

    def _doing(self, name: str) -> Callable[[str], Any]:
        def do(key: str) -> Any:
            self.moment()
            self.calls.append(("do", name, key))
            if name == self.refuses:
                raise Refused(f"{name} is refused")
            if name == self.pending:
                return PENDING
            self.do(name, key)
            self.moment()
            if name == self.breaks and self.called("do").count(name) <= self.broken_for:
                raise ConnectionError(f"the answer of {name} was lost")
            return None

        return do

    def _undoing(self, name: str) -> Callable[[str], Any]:
        def undo(key: str) -> None:
            self.moment()
            self.calls.append(("undo", name, key))
            if self.undo_fails.get(name, 0):
                self.undo_fails[name] -= 1
                raise ConnectionError(f"{name} cannot be undone now")
            if key not in self.undone:
                self.undone.add(key)
                if key in self.done:
                    self.effects.append(("undo", name))
            self.moment()

        return undo


def run_through(saga: JudgedSaga, crashes: int = 1) -> str:
    """Run it to its end, again after each crash."""
    for _ in range(crashes + 1):
        try:
            return saga.run()
        except Crash:
            continue
    raise AssertionError(f"the saga crashed more often than the {crashes} times it was made to")


class CompanionSaga:
    """Our own engine as a `JudgedSaga`, on any store that is opened with a clock."""

    def __init__(
        self,
        tasks: Sequence[Task],
        clock: VirtualClock,
        open_store: Callable[..., EventStore] = MemoryStore,
        id: str = "s-1",
    ) -> None:
        self.store, self.id = open_store(clock=clock), id
        self.saga = Saga("judged", [_step(task) for task in tasks])

    def run(self) -> str:
        """See `JudgedSaga.run`."""
        return self.saga.run(self.store, self.id, {}).outcome.value

    def answer(self, step: str) -> str:
        """See `JudgedSaga.answer`."""
        return self.saga.answer(self.store, self.id, step).outcome.value

    def is_stuck(self) -> bool:
        """See `JudgedSaga.is_stuck`."""
        return any(run.id == self.id for run in stuck(self.store))


def _step(task: Task) -> Step:
    return Step(
        task.name,
        lambda data, key: task.do(key),
        lambda data, key: task.undo(key.removesuffix("/undo")),
        attempts=task.attempts, pivot=task.pivot, timeout_s=task.timeout_s,
    )  # fmt: skip
