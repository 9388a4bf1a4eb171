"""A view in which a crash strikes: the program ends before or after any call a projection makes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from companion.cqrs.view import Parked, View, Writing
from companion.lab import Crash
from companion.sourcing.position import Position


class Strikes:
    """Counts the points that are passed and strikes at one of them (0: at none)."""

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.passed: list[str] = []

    def point(self, name: str) -> None:
        """A point where the program can end."""
        self.passed.append(name)
        if len(self.passed) == self.at:
            raise Crash(name)


class StruckView:
    """`view`, with a point before and after each change."""

    def __init__(self, view: Any, strikes: Strikes) -> None:
        self._view, self._strikes = view, strikes

    @property
    def name(self) -> str:
        return str(self._view.name)

    def checkpoint(self) -> Position:
        found: Position = self._view.checkpoint()
        return found

    @contextmanager
    def writing(self, since: Position | None = None) -> Iterator[Writing]:
        self._strikes.point("before a batch")
        with self._view.writing(since) as writing:
            yield StruckWriting(writing, self._strikes)
            self._strikes.point("before the commit")
        self._strikes.point("after the commit")

    def parked(self) -> tuple[Parked, ...]:
        found: tuple[Parked, ...] = self._view.parked()
        return found

    def fresh(self) -> StruckView:
        self._strikes.point("before fresh")
        fresh = StruckView(self._view.fresh(), self._strikes)
        self._strikes.point("after fresh")
        return fresh

    def swap(self, fresh: StruckView) -> bool:
        self._strikes.point("before the swap")
        done: bool = self._view.swap(fresh._view)
        self._strikes.point("after the swap")
        return done

    def discard(self) -> None:
        self._view.discard()


class StruckWriting:
    """A batch with its points."""

    def __init__(self, writing: Writing, strikes: Strikes) -> None:
        self._writing, self._strikes = writing, strikes
        self.target = writing.target

    def save_checkpoint(self, position: Position) -> None:
        self._strikes.point("before the checkpoint")
        self._writing.save_checkpoint(position)
        self._strikes.point("after the checkpoint")

    def park(self, parked: Parked) -> None:
        self._strikes.point("before parking")
        self._writing.park(parked)
        self._strikes.point("after parking")

    def held(self, streams: Collection[str]) -> set[str]:
        return self._writing.held(streams)

    def unpark(self, position: Position) -> bool:
        self._strikes.point("before unparking")
        found = self._writing.unpark(position)
        self._strikes.point("after unparking")
        return found


def struck(view: View, strikes: Strikes) -> StruckView:
    """`view` with points."""
    return StruckView(view, strikes)
