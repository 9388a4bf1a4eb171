"""One append, in one round trip: wait for the stream's turn, look whether the batch is there already, and add
it if the stream is where the writer believes it to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from psycopg import Cursor, errors

from companion.events import Envelope

from . import postgres_sql as sql
from .drafts import Draft, check_expected, repeated
from .errors import ConcurrencyError, DuplicateEventId, TransactionTooOld
from .position import Position
from .postgres_wire import Link, Rows, columns, envelopes, rows_of, texts
from .store import Expectation, Expected
from .until import LAST

_NOBODY = texts([])


class Target(NamedTuple):
    """Where appends go: the store's id, its quoted schema, and the channel that wakes its readers."""

    store: str
    schema: str
    channel: str


class Appending:
    """One batch on its way into one stream.

    `has_answer` says that the server had done its part when the connection broke.
    """

    def __init__(self, target: Target, stream: str, drafts: Sequence[Draft], expected: Expected) -> None:
        self._target, self._stream, self._drafts, self._expected = target, stream, drafts, expected
        given = [each.id for each in drafts if each.given]
        self._given = texts(given) if given else None
        low, high = _allowed(expected)
        self._values = (stream, low, high, *columns(drafts), self._given or _NOBODY, target.channel)
        self.has_answer = False

    def on(
        self, link: Link, before: Sequence[str] = (), after: Sequence[str] = ()
    ) -> tuple[tuple[Envelope, ...], bool]:
        """Append on a connection, between two runs of further statements; what is stored, and whether that
        is new.

        Raises `ConcurrencyError`, `DuplicateEventId`, `TransactionTooOld`; and psycopg's `UniqueViolation`,
        which `explained` explains once the damage is undone.
        """
        schema = self._target.schema
        known: Cursor[tuple[Any, ...]] | None = None
        answer = link.cursor(binary=True)
        try:
            with link.pipeline():
                for text in before:
                    link.execute(text)
                link.execute(sql.within(sql.LOCK_STREAM, schema), (self._stream,), prepare=True)
                if self._given is not None:
                    known = link.execute(sql.within(sql.KNOWN, schema), (self._given,), binary=True)
                answer.execute(sql.within(sql.APPEND, schema), self._values, prepare=True)
                for text in after:
                    link.execute(text)
        finally:
            self.has_answer = answer.pgresult is not None
        first = (
            repeated(self._stream, self._drafts, self._by_id(known.fetchall())) if known is not None else None
        )
        if first is not None:
            return first, False
        return self._stored(*answer.fetchall()[0][:3]), True

    def explained(self, link: Link, problem: errors.UniqueViolation) -> tuple[Envelope, ...]:
        """What was stored before, if this batch is a repeat that raced with its first attempt. Raises
        `DuplicateEventId` or `ConcurrencyError` if not.
        """
        schema = self._target.schema
        ids = texts([each.id for each in self._drafts])
        found = self._by_id(rows_of(link, schema, sql.KNOWN, ids))
        fresh = [each.id for each in self._drafts if not each.given and each.id in found]
        if fresh:
            there = found[fresh[0]]
            raise DuplicateEventId(
                there.id, str(there.stream), there.version or 0,
                "the store's clock gave it to a new event: does it start with the same seed again?",
            ) from problem  # fmt: skip
        first = repeated(self._stream, self._drafts, found)
        if first is not None:
            return first
        [(actual,)] = rows_of(link, schema, sql.VERSION, self._stream)
        raise ConcurrencyError(self._stream, self._expected, actual) from problem

    def _stored(self, version: int, transaction: int, numbers: Sequence[int] | None) -> tuple[Envelope, ...]:
        if numbers is None:
            check_expected(self._stream, self._expected, version)
            if self._drafts:  # the guard let nothing in, and it was not the version
                raise TransactionTooOld(self._stream)
            return ()
        store = self._target.store
        return tuple([
            each.stored(self._stream, version + place, Position(store, number, transaction))
            for place, (each, number) in enumerate(zip(self._drafts, numbers, strict=True), 1)
        ])  # fmt: skip

    def _by_id(self, rows: Rows) -> dict[str, Envelope]:
        return {each.id: each for each in envelopes(self._target.store, rows)}

    def unplaced(self) -> tuple[Envelope, ...]:
        """The batch as envelopes to repeat the append with."""
        return tuple([
            Envelope(
                id=each.id, type=each.type, event=each.event, time=each.time, service=each.service,
                correlation_id=each.correlation_id, causation_id=each.causation_id,
            )
            for each in self._drafts
        ])  # fmt: skip


def _allowed(expected: Expected) -> tuple[int, int]:
    """The lowest and the highest version that agree with an expectation."""
    if isinstance(expected, Expectation):
        return int(expected is Expectation.STREAM_EXISTS), LAST
    return min(expected, LAST), min(expected, LAST)
