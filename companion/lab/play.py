"""Play one list of choices against one handler, and call the invariant.

Promised: the same list and the same handler on a fresh disk give the same result. After a crash the disk is
rebuilt, `build` is called again, and the delivery, which was not acknowledged, is repeated. A handler that
raises an `Exception` has its delivery repeated at once, ATTEMPTS times in all; then the schedule ends with
that error as its problem. Every other `BaseException` (a stopped kernel, a used-up step budget) is passed on
unchanged. The invariant is called once, after the last delivery: before that, work may be half done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from companion.events.errors import BadInput
from companion.lab.disk import BEFORE_ACKNOWLEDGEMENT, BEFORE_DELIVERY, Crash, Disk
from companion.lab.schedule import Choice, Choices, Step

Handler = Callable[[Any], object]
Build = Callable[[Any], Handler]
Invariant = Callable[[Any], str | None]
Label = Callable[[Any], str]

ATTEMPTS = 3  # of a delivery whose handler raises


@dataclass(frozen=True, slots=True)
class World:
    """All that stays the same from schedule to schedule."""

    build: Build
    events: tuple[Any, ...]
    invariant: Invariant
    disk: Callable[[], Disk]
    labels: tuple[str, ...]


class Played(NamedTuple):
    """How a schedule ended: `problem` is None when the invariant holds; `points` are the points of its
    crashes.
    """

    problem: str | None
    error: Exception | None = None
    points: tuple[str, ...] = ()


def play(world: World, choices: Sequence[Choice]) -> Played:
    """Deliver as `choices` say, to a handler built on a fresh disk."""
    run = _Run(world, choices)
    try:
        return run.played(choices)
    finally:
        run.disk.let_go()


class _Run:
    """One schedule on its way: the disk as it is now, and the handler that was last built on it."""

    def __init__(self, world: World, choices: Sequence[Choice]) -> None:
        self.world = world
        self.disk = world.disk()
        object.__setattr__(self.disk, "_sent", _sent(world.events, choices))

    def played(self, choices: Sequence[Choice]) -> Played:
        world, events = self.world, self.world.events
        handler = _built(world, self.disk)
        points: tuple[str, ...] = ()
        for kind, index, detail in choices:
            if kind == "drop":
                continue
            if kind == "crash":
                points += (_crash(self.disk, handler, events[index], detail),)
                self.disk = self.disk.rebuilt()
                handler = _built(world, self.disk)
                continue
            if kind == "delay":
                self.disk.clock.advance(detail)
            try:
                handler(events[index])
            except Exception as first:
                error = _again(handler, events[index], first)
                if error is not None:
                    return Played(_given_up(world, index, error), error, points)
        return Played(world.invariant(self.disk), None, points)


def _built(world: World, disk: Disk) -> Handler:
    """The handler of this disk. Raises `BadInput` if `build` returned something that cannot be called."""
    handler = world.build(disk)
    if not callable(handler):
        raise BadInput("build(disk) returned", handler, "let it return the function that takes an event")
    return handler


def _sent(events: tuple[Any, ...], choices: Sequence[Choice]) -> tuple[Any, ...]:
    indices = {index for _, index, _ in choices}
    return events if len(indices) == len(events) else tuple(events[index] for index in sorted(indices))


def _crash(disk: Disk, handler: Handler, event: Any, at: int) -> str:
    """Begin the delivery and crash at point `at`; return the point's name. The handler may catch any
    error.
    """
    if at == 0:
        return disk.crash(BEFORE_DELIVERY).point
    disk.watch(at)
    try:
        handler(event)
    except Exception:
        pass  # it failed before the crash: in both cases the delivery is not acknowledged
    except Crash:
        if not disk.crashed:
            raise
    return disk.crash(BEFORE_ACKNOWLEDGEMENT).point


def _again(handler: Handler, event: Any, error: Exception) -> Exception | None:
    for _ in range(ATTEMPTS - 1):
        try:
            handler(event)
            return None
        except Exception as latest:
            error = latest
    return error


def _given_up(world: World, index: int, error: Exception) -> str:
    return (
        f"{world.labels[index]} was given up after {ATTEMPTS} attempts: {type(error).__name__}{said(error)}"
    )


def said(error: Exception) -> str:
    """The text of an error behind a colon, "" if it has none."""
    try:
        return f": {error}" if str(error) else ""
    except Exception:  # its own __str__ fails: the type is all there is
        return ""


def count(number: int, noun: str) -> str:
    """Such as "1 delivery" or "1,000 schedules"."""
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun != "day" else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def points_passed(world: World) -> int:
    """The most points the handler passes in one delivery when nothing goes wrong."""
    disk = world.disk()
    object.__setattr__(disk, "_sent", world.events)
    handler = _built(world, disk)
    most = 0
    for event in world.events:
        disk.watch(0)
        with suppress(Exception):
            handler(event)
        most = max(most, disk.passed)
    disk.let_go()
    return most


def steps(world: World, choices: Choices, points: Sequence[str]) -> tuple[Step, ...]:
    """The choices with the labels of their events and the names of the points where crashes happened."""
    struck = iter(points)
    return tuple(
        Step(
            kind,
            world.labels[index],
            index,
            point=next(struck, "") if kind == "crash" else "",
            late_s=detail if kind == "delay" else 0,
        )
        for kind, index, detail in choices
    )
