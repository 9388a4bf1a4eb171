"""The backend of an event store: a `Log` of rows, which knows nothing of events, envelopes or clocks.

There are two rules. Every method of `Rows` is all or nothing by itself, so an append outside a transaction
is one call. And a row is the same plain tuple on every backend, so that the store reads all of them in the
same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, NamedTuple, Protocol

from .stored import Draft

Offset = tuple[int, int]  # transaction and number: the order of the global log
BEGINNING: Offset = (0, 0)  # before every row


class Row(NamedTuple):
    """A stored event. `time_us` is in microseconds since 1970; `story` is the correlation id, or None if that
    is the event's own id.
    """

    transaction: int
    number: int
    stream: str
    version: int
    type: str
    schema: int
    data: bytes
    id: str
    time_us: int
    story: str | None
    causation_id: str | None
    service: str | None


Dialect = Literal["sqlite", "postgresql"]


class Added(NamedTuple):
    """The result of `Rows.add`: the rows that have one of the ids already, how many events the stream had
    before, and the offsets of the new rows; None if nothing was added.
    """

    known: Sequence[Row]
    actual: int
    offsets: Sequence[Offset] | None


class Rows(Protocol):
    """Reading and writing rows, in a transaction or outside of one. Each call is all or nothing. A reader
    sees committed rows, a writer also its own.
    """

    def add(self, stream: str, drafts: Sequence[Draft], low: int, high: int) -> Added:
        """Add the drafts if none of their ids is there and the stream has from `low` to `high` events."""
        ...

    def of_stream(self, stream: str, after: int, until: int, before_us: int, bare: bool) -> Sequence[Any]:
        """The rows with versions above `after` up to `until` from before that time, oldest first. `bare`:
        only `version`, `type`, `schema` and `data` of each, which is all that a fold needs.
        """
        ...

    def after(self, offset: Offset, limit: int, bare: bool) -> Sequence[Any]:
        """At most `limit` rows after an offset, in the global order. `bare`: only `stream`, `version`,
        `type`, `schema` and `data` of each.
        """
        ...

    def offset(self, stream: str, version: int) -> Offset:
        """The offset of a stored event."""
        ...

    def version(self, stream: str) -> int:
        """How many events the stream has."""
        ...

    def streams(self, prefix: str) -> Sequence[str]:
        """The names that begin with `prefix`, sorted."""
        ...

    def last_types(self, prefix: str) -> Sequence[tuple[str, str]]:
        """Each of these names with the type of the stream's last event."""
        ...

    def head(self) -> Offset:
        """The offset of the last row a reader can see."""
        ...

    def count(self, after: Offset) -> int:
        """How many rows a reader can see after an offset."""
        ...

    def checkpoint(self, name: str) -> Offset:
        """The offset of the checkpoint; BEGINNING at first."""
        ...

    def move(self, name: str, offset: Offset, back: bool) -> bool:
        """Set a checkpoint. Return False, and change nothing, if that would move it back and `back` is not
        set.
        """
        ...

    def snapshot(self, stream: str, tag: str) -> tuple[int, bytes] | None:
        """Version and data of the snapshot with this tag."""
        ...

    def keep(self, stream: str, tag: str, version: int, data: bytes) -> None:
        """Keep a snapshot, unless there is a newer one."""
        ...

    def execute(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Run a statement of a user. Raises `StatementFailed`."""
        ...


class Log(Protocol):
    """Where rows are kept. Raises only errors of this package. `dialect` is whose SQL `execute` takes;
    `poll_s` is how often, in seconds, a waiting reader must look for rows of other processes; `str(log)`
    names the file or server.
    """

    @property
    def id(self) -> str: ...
    @property
    def dialect(self) -> Dialect: ...
    @property
    def poll_s(self) -> float: ...

    def reading(self) -> AbstractContextManager[Rows]:
        """Rows for one read."""
        ...

    def writing(self, alone: bool) -> AbstractContextManager[Rows]:
        """Rows for writing: durable when the block has ended, undone if it raised. `alone`: a transaction of
        many steps; else one step, which may be committed together with steps of others.
        """
        ...

    def close(self) -> None:
        """Close files and connections; running calls of other threads are finished."""
        ...
