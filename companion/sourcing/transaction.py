"""Streams and checkpoints, in one class for use inside a transaction and outside of one. And the transaction
itself: the rows of the log, kept open for many steps.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, cast

from companion.events import BadInput, Clock, Closed, Envelope, Event
from companion.events.arguments import check_name
from companion.events.clock import microseconds
from companion.events.errors import short

from .errors import (
    ConcurrencyError,
    StatementFailed,
    StoreDamaged,
    StoreError,
    StoreUnavailable,
    TransactionConflict,
    moved_back,
)
from .log import BEGINNING, Dialect, Offset, Rows
from .position import LAST, NO_POSITION, START, Position
from .stored import Draft, Expected, allowed, draft, envelopes, repeated

Until = int | date | datetime | None  # where a read ends: see `Streams.read`

_BREAKS = (StatementFailed, StoreUnavailable, TransactionConflict)
_WORD = re.compile(  # the first word, or what stands in its place, after comments
    r"(?:\s|;|--[^\r\n]*(?:\r|\n|$)|/\*.*?\*/)*(\w+|.|$)", re.DOTALL
)
_NOT_INSIDE = re.compile(
    "BEGIN|START|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|PRAGMA|ATTACH|DETACH|PREPARE|DISCARD|DEALLOCATE"
)


def first_word(sql: str) -> str:
    """The first word of a statement in capital letters, comments left out; empty if there is none. If it
    does not begin with a word, the first character.
    """
    return cast("re.Match[str]", _WORD.match(sql))[1].upper()


class Streams:
    """The methods that a store and a transaction share. `id` is the store's, `dialect` whose SQL it speaks,
    `_where` names the store in words.
    """

    def __init__(self, id: str, dialect: Dialect, clock: Clock, max_event_bytes: int, where: str) -> None:
        if type(max_event_bytes) is not int or max_event_bytes < 1:
            raise ValueError(f"max_event_bytes={max_event_bytes!r}: give a whole number from 1")
        self.id, self.dialect, self.clock = id, dialect, clock
        self.max_event_bytes, self._where = max_event_bytes, where
        self._process = os.getpid()

    def _refuse(self) -> None:
        """Raise an error if it cannot be used: closed, or after a fork."""
        if self._process != os.getpid():  # files, locks and connections do not survive a fork
            raise StoreUnavailable(
                self._where, "this process was forked after it was opened: open it in this process"
            )

    def _reading(self) -> AbstractContextManager[Rows]:
        raise NotImplementedError

    def _writing(self, what: str) -> AbstractContextManager[Rows]:
        raise NotImplementedError

    def _append(self, stream: str, drafts: Sequence[Draft], expected: Expected) -> tuple[Envelope, ...]:
        raise NotImplementedError

    def append(
        self,
        stream: str,
        events: Iterable[Event | Envelope],
        *,
        expected: Expected,
        cause: Envelope | None = None,
        correlation_id: str | None = None,
        service: str | None = None,
    ) -> tuple[Envelope, ...]:
        """Store `events` at the end of `stream`, all or none; returns them as stored.

        `expected` is the number of events the writer believes to be there (NO_STREAM is 0), STREAM_EXISTS or
        ANY. An Event gets an id and the time of the store's clock; `cause` is the envelope that led to it and
        hands on its correlation, else `correlation_id` says the story, else the first new event's id does.
        `service` is who appends. An Envelope keeps its own id, time, story and service; repeated with the
        same ids, stream, types and payloads it returns what the first append returned, whatever `expected`
        says.
        No event at all stores nothing and still checks `expected`.

        Raises `ConcurrencyError`, `InvalidEvent`, `BadInput` (also for an id that is there with another
        content), and the failures of a store (`errors.py`).
        """
        check_name("stream", stream)
        allowed(expected)
        drafts = draft(self.clock, events, cause=cause, correlation_id=correlation_id, service=service,
                       max_event_bytes=self.max_event_bytes)  # fmt: skip
        return self._append(stream, drafts, expected)

    def read(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Envelope, ...]:
        """The events of `stream` with versions above `after`, oldest first; none for an unknown stream.

        `until`: a version, included; an aware datetime, included; or a date, which means everything before
        the next midnight in `zone`. Times are those of the envelopes. Raises ValueError for a naive datetime,
        `UnreadableEvent` for an event that cannot be read, `StoreDamaged` when a version is missing.
        """
        return tuple(envelopes(self.id, self._rows(stream, after, until, zone)))

    def _rows(self, stream: str, after: int, until: Until, zone: tzinfo, bare: bool = False) -> Sequence[Any]:
        check_name("stream", stream)
        (version, before_us), after = bounds(until, zone), whole(after)
        with self._reading() as rows:
            found = rows.of_stream(stream, after, whole(version), before_us, bare)
        last = found[-1][0 if bare else 3] if found else after
        if before_us == LAST and last - after != len(found):
            versions = f"versions {after + 1} to {last} and {len(found)} of them are there"
            raise StoreDamaged(self._where, f"{stream!r} should have the {versions}")
        return found

    def version(self, stream: str) -> int:
        """How many events are in `stream`; 0 for an unknown one."""
        check_name("stream", stream)
        with self._reading() as rows:
            return rows.version(stream)

    def checkpoint(self, name: str) -> Position:
        """The position that the subscriber `name` has reached; START at first."""
        check_name("subscription", name)
        with self._reading() as rows:
            return self._position(rows.checkpoint(name))

    def save_checkpoint(self, name: str, position: Position) -> None:
        """Move the checkpoint of `name` forward. Raises `BadInput`, and `WrongUse` if it would go back."""
        check_name("subscription", name)
        offset = self._offset(position)
        with self._writing("save_checkpoint") as rows:
            if not rows.move(name, offset, back=False):
                stored = self._position(rows.checkpoint(name))
                raise moved_back(name, stored, position)

    def _added(
        self, rows: Rows, stream: str, drafts: Sequence[Draft], expected: Expected
    ) -> tuple[tuple[Envelope, ...], bool]:
        """The stored envelopes, and whether they are new."""
        low, high = allowed(expected)
        known, actual, offsets = rows.add(stream, drafts, low, high)
        first = repeated(stream, drafts, {each.id: each for each in envelopes(self.id, known)})
        if first is not None:
            return first, False
        if not low <= actual <= high:
            raise ConcurrencyError(stream, expected, actual)
        if offsets is None:
            others = f"others appended to {stream!r} after it had begun to write"
            raise TransactionConflict(self._where, others)
        return tuple([
            each.envelope(stream, actual + n, self._position(offset))
            for n, (each, offset) in enumerate(zip(drafts, offsets, strict=True), 1)
        ]), True  # fmt: skip

    def _offset(self, position: Position) -> Offset:
        if (
            not isinstance(position, Position)
            or not 0 <= position.number <= LAST
            or not (0 <= position.transaction <= LAST)
        ):
            raise BadInput("position", position, NO_POSITION)
        return position.of(self.id)

    def _position(self, offset: Offset) -> Position:
        return Position(self.id, offset[1], offset[0]) if offset != BEGINNING else START


class Transaction(Streams):
    """Appends, SQL and checkpoints that happen together or not at all. It reads its own writes.

    An error that breaks it is raised again by every later call and at its end: it can then only be rolled
    back.
    """

    def __init__(self, store: Streams) -> None:
        super().__init__(store.id, store.dialect, store.clock, store.max_event_bytes, store._where)
        self._open: Rows | None = None
        self._failed: StoreError | None = None
        self._drafts: list[Draft] = []
        self._stored: list[Envelope] = []

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement on the store's own database; returns its rows, none for a write.

        Write `?` for each value, on every store; `dialect` says whose SQL it is. (A memory store brings an
        SQLite database in memory along.)
        Raises `StatementFailed`, also for a statement that would end the transaction or change the
        connection.
        """
        if not isinstance(sql, str):
            raise TypeError(f"{short(sql)} is not a statement: give SQL as text, its values after it")
        with self._reading() as rows:
            word = first_word(sql)
            if "\0" in sql:
                raise StatementFailed(sql, "it holds a NUL character")
            if word and not (word[0].isalnum() or word[0] in "_("):  # PostgreSQL nests comments, for one
                raise StatementFailed(sql, f"it begins with {word!r}, which hides its first word")
            if _NOT_INSIDE.fullmatch(word):
                raise StatementFailed(
                    sql, f"{word} has no place in a transaction, which `with` begins and ends"
                )
            return rows.execute(sql, values)

    def _append(self, stream: str, drafts: Sequence[Draft], expected: Expected) -> tuple[Envelope, ...]:
        with self._reading() as rows:
            stored, is_new = self._added(rows, stream, drafts, expected)
        if is_new:
            self._drafts += drafts
            self._stored += stored
        return stored

    @contextmanager
    def _reading(self) -> Iterator[Rows]:
        self._refuse()
        try:
            yield cast(Rows, self._open)
        except _BREAKS as problem:
            self._failed = problem
            raise

    def _writing(self, what: str) -> AbstractContextManager[Rows]:
        return self._reading()

    def _refuse(self) -> None:
        if self._open is None:
            raise Closed("This transaction")
        super()._refuse()
        if self._failed is not None:
            raise self._failed


# --- the limits of a read -------------------------------------------------------------------------------


def whole(number: int) -> int:
    """A number as every store can compare it: not below 0, not above what 63 bits say. Raises TypeError."""
    if type(number) is not int:
        raise TypeError(f"{short(number)} is neither a version nor a limit: give a whole number")
    return max(0, min(number, LAST))


def bounds(until: Until, zone: tzinfo = UTC) -> tuple[int, int]:
    """The last version to read, and the first microsecond that is too late; LAST where there is no limit.

    Raises ValueError for a datetime without zone, TypeError for anything else.
    """
    if until is None:
        return LAST, LAST
    if isinstance(until, datetime):
        if until.utcoffset() is None:
            raise ValueError(f"until={until!r} has no time zone: write datetime(..., tzinfo=UTC)")
        return LAST, microseconds(until) + 1
    if isinstance(until, date):
        if until == date.max:
            return LAST, LAST  # no midnight follows
        if not isinstance(zone, tzinfo):
            raise TypeError(f"zone={zone!r} is not a time zone: give UTC, or ZoneInfo('Europe/Berlin')")
        midnight = datetime.combine(until + timedelta(days=1), time(), tzinfo=zone)
        return LAST, microseconds(midnight)
    if type(until) is int:
        return until, LAST
    raise TypeError(f"until={until!r}: give a version, an aware datetime or a date")
