"""The result of an exploration: nothing found (`Survived`), or the smallest schedule that breaks the handler.

Both print as words, the same in every run. A `Counterexample` can also be drawn, and played again against the
same handler or a better one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from companion.lab.drawn import Drawn
from companion.lab.play import Build, World, count, play, steps
from companion.lab.schedule import Choices, Step, faults_in


@dataclass(frozen=True, slots=True, repr=False)
class Survived:
    """No schedule broke the invariant: how many were played, with how many deliveries, under which faults."""

    schedules: int
    deliveries: int
    faults: tuple[str, ...] = ()
    ok: ClassVar[bool] = True

    def __str__(self) -> str:
        under = ", ".join(self.faults) or "no fault"
        played = count(self.schedules, "schedule")
        return f"{played}, 0 violations ({under}; {count(self.deliveries, 'delivery')})"

    __repr__ = __str__


@dataclass(frozen=True, slots=True, repr=False)
class Counterexample(Drawn):
    """A schedule after which the invariant does not hold.

    `problem` is the invariant's sentence; `schedule` the steps to read, `choices` the same as plain data to
    keep and replay; `seed` the seed that drew it (None: it was given); `shrunk_from` the deliveries before
    shrinking; `proven` whether every smaller schedule was tried; `error` the exception of a handler that was
    given up; `repeatable` is False when the same schedule ended otherwise on a fresh disk (it is not shrunk
    then).
    """

    problem: str
    schedule: tuple[Step, ...]
    choices: Choices
    shrunk_from: int
    seed: int | None = None
    proven: bool = False
    repeatable: bool = True
    error: Exception | None = field(default=None, compare=False)
    world: World | None = field(default=None, compare=False)
    ok: ClassVar[bool] = False

    @property
    def deliveries(self) -> int:
        """The number of deliveries; a lost event is not delivered."""
        return sum(step.kind != "drop" for step in self.schedule)

    @property
    def faults(self) -> int:
        """The number of faults that happened."""
        return faults_in(self.choices)

    def replay(self, build: Build | None = None) -> Survived | Counterexample:
        """Play these choices again, on a fresh disk, with the same `build` or with another one."""
        if self.world is None:
            raise ValueError(
                "this counterexample was made without its handler; use replay(choices, build, …)"
            )
        return play_again(self.world, self.choices, build, self.seed)

    @property
    def title(self) -> str:
        """The claim: how few deliveries and faults are enough."""
        faults = count(self.faults, "fault") if self.faults else "no fault"
        return f"{count(self.deliveries, 'delivery').capitalize()}, {faults}: enough to break it"

    def __str__(self) -> str:
        return "\n".join([self.problem, *self._numbered(), *self._footnotes()])

    __repr__ = __str__

    def _numbered(self) -> Iterator[str]:
        for number, line in enumerate(in_words(self.schedule), 1):
            yield f"  {number}. {line}"

    def _footnotes(self) -> Iterator[str]:
        if not self.repeatable:
            yield "played again on a fresh disk it went another way: the handler remembers something outside"
        if self.shrunk_from > self.deliveries:
            yield f"shrunk from {count(self.shrunk_from, 'delivery')} to {self.deliveries}"
        if self.seed is not None:
            yield f"replay with seed {self.seed}"


def play_again(
    world: World, choices: Choices, build: Build | None = None, seed: int | None = None
) -> Survived | Counterexample:
    """Play one list of choices without shrinking it."""
    if build is not None:
        world = World(build, world.events, world.invariant, world.disk, world.labels)
    played = play(world, choices)
    schedule = steps(world, choices, played.points)
    deliveries = sum(step.kind != "drop" for step in schedule)
    if played.problem is None:
        return Survived(1, deliveries, tuple(dict.fromkeys(s.kind for s in schedule if s.kind != "deliver")))
    return Counterexample(
        played.problem, schedule, choices, deliveries, seed, error=played.error, world=world
    )


def in_words(schedule: Sequence[Step]) -> Iterator[str]:
    """Each step as a sentence without a full stop, such as 'A is delivered again'."""
    delivered: set[int] = set()
    unacknowledged: set[int] = set()
    for step in schedule:
        yield f"{step.label} {_verb(step, step.index in delivered, step.index in unacknowledged)}"
        if step.kind == "crash":
            unacknowledged.add(step.index)
        else:
            delivered.add(step.index)
            unacknowledged.discard(step.index)


def _verb(step: Step, delivered: bool, unacknowledged: bool) -> str:
    again = "redelivered" if unacknowledged else "delivered again" if delivered else "delivered"
    if step.kind == "drop":
        return "is lost"
    if step.kind == "crash":
        return f"is {again}; the process crashes {_where(step.point)}"
    if step.kind == "delay":
        return f"is {again}, {_late(step.late_s)} late"
    return f"is {again}"


def _where(point: str) -> str:
    """The words for a crash point; those of stores and sagas are words already: 'after append
    OrderPlaced'.
    """
    spoken = ("before ", *(f"after {what} " for what in ("append", "checkpoint", "action", "compensation")))
    return point if point.startswith(spoken) else f"at {point!r}"


def _late(seconds: int) -> str:
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds % size == 0:
            return count(seconds // size, unit)
    return count(seconds, "second")
