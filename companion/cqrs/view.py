"""What a view promises: its checkpoint commits together with what it shows, or not at all.

A projection writes into a view; a view knows how far it has come. Every kind of view (a dict, tables in the
store's database, a sorted set in Redis, a search index) keeps this contract, so that one projection serves
them all, and a crash between two events neither loses nor doubles one.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, NamedTuple, Protocol, Self

from companion.sourcing import Position


class Parked(NamedTuple):
    """An event set aside because its handler failed, or because one before it in its stream is parked.

    `error` is what the last try raised; for an event that only waits behind another it names that one.
    `tries` counts the calls of the handler, 0 for one that waits.
    """

    position: Position
    stream: str
    version: int
    type: str
    error: str
    tries: int
    time: datetime


class Writing(Protocol):
    """One batch on its way into a view: all of it is there afterwards, or nothing."""

    @property
    def target(self) -> Any:
        """What the handlers write into."""
        ...

    def save_checkpoint(self, position: Position) -> None:
        """Say how far this batch comes. Raises `CheckpointMovedBack` or `ForeignPosition`."""
        ...

    def park(self, parked: Parked) -> None:
        """Set an event aside, or replace what was noted of it before."""
        ...

    def unpark(self, position: Position) -> bool:
        """Forget a parked event that is applied in this batch, or given up; False if it was not parked."""
        ...


class View(Protocol):
    """A read model with its checkpoint. `name` says which."""

    @property
    def name(self) -> str: ...

    def checkpoint(self) -> Position:
        """Up to where this view has come; START for a new one."""
        ...

    def writing(self, since: Position | None = None) -> AbstractContextManager[Writing]:
        """Begin a batch; leaving the block commits it, an exception takes all of it back.

        With `since` the view must still stand there, and nobody else writes to it until the block ends.
        Raises `Overtaken` where it does not: at the beginning, or at the end where nobody can be kept out.
        """
        ...

    def parked(self) -> tuple[Parked, ...]:
        """The events set aside, oldest first."""
        ...

    def fresh(self) -> Self:
        """An empty view of the same shape beside this one, standing at START. Readers do not see it."""
        ...

    def swap(self, fresh: Self) -> bool:
        """Let `fresh` take this one's place, in one step for every reader.

        False, and nothing is changed, when `fresh` has come less far than this one: readers would go back in
        time.
        """
        ...

    def discard(self) -> None:
        """Drop what this view holds: a fresh one that is not needed after all. Nothing happens when it has
        taken the other's place already: a swap may go through although its caller is told that it failed.
        """
        ...
