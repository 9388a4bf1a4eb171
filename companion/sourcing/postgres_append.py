"""One append, in one round trip: wait for the stream's turn, look whether the batch is there already, and add
it if the stream is where the writer believes it to be.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import errors

from companion.events import Envelope

from . import postgres_sql as sql
from .drafts import Draft, check_expected, repeated
from .errors import ConcurrencyError, DuplicateEventId, TransactionTooOld
from .position import Position
from .postgres_pipeline import RoundTrip, Step, rows_of
from .postgres_wire import Link, Rows, columns, envelopes, value
from .store import Expectation, Expected
from .until import LAST


class Target:
    """Where appends go: `store` is its id, `schema` its quoted schema. Readers listen on `channel`."""

    def __init__(self, store: str, schema: str) -> None:
        self.store, self.schema, self.channel = store, schema, f"companion {store}"
        self.lock, self.known, self.append_given, self.append = (
            sql.within(text, schema)
            for text in (sql.LOCK_STREAM, sql.KNOWN, sql.APPEND, sql.APPEND.replace(sql.UNKNOWN, ""))
        )


_SAVE: Step = ("SAVEPOINT append", ())
_KEEP: Step = ("RELEASE append", ())
UNDO = "ROLLBACK TO append"


class Appending:
    """One batch on its way into one stream."""

    def __init__(self, target: Target, stream: str, drafts: Sequence[Draft], expected: Expected) -> None:
        self._target, self._stream, self._drafts, self._expected = target, stream, drafts, expected
        given = [each.id for each in drafts if each.given]
        self._is_given = bool(given)
        name, (low, high) = value(stream), _allowed(expected)
        values = [name, value(low), value(high), *columns(drafts), value(target.channel)]
        self._steps: list[Step] = [(target.lock, [name])]
        if given:
            ids = value(given)
            self._steps += [(target.known, [ids]), (target.append_given, [*values, ids])]
        else:
            self._steps.append((target.append, values))
        self._trip = RoundTrip(self._steps)

    @property
    def has_answer(self) -> bool:
        """Whether the server had done its part, as far as it told."""
        return len(self._trip.answers) >= len(self._steps)

    def on(self, link: Link, *, in_transaction: bool = False) -> tuple[tuple[Envelope, ...], bool]:
        """Append on a connection; what is stored, and whether that is new. In a transaction everything stands
        between savepoints.

        Raises `ConcurrencyError`, `DuplicateEventId`, `TransactionTooOld`; and psycopg's `UniqueViolation`,
        which `explained` explains once the damage is undone.
        """
        before, after = ([_SAVE], [_KEEP]) if in_transaction else ([], [])
        self._trip = RoundTrip([*before, *self._steps, *after])
        self._trip.send(link)
        at = len(before) + 1
        if self._is_given:
            known = self._by_id(self._trip.rows(link, at))
            first = repeated(self._stream, self._drafts, known)
            if first is not None:
                return first, False
        [(version, transaction, numbers, _)] = self._trip.rows(link, at + self._is_given)
        return self._stored(version, transaction, numbers), True

    def explained(self, link: Link, problem: errors.UniqueViolation) -> tuple[Envelope, ...]:
        """What was stored before, if this batch is a repeat that raced with its first attempt. Raises
        `DuplicateEventId` or `ConcurrencyError` if not.
        """
        version = sql.within(sql.VERSION, self._target.schema)
        ids = [each.id for each in self._drafts]
        found = self._by_id(rows_of(link, self._target.known, ids))
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
        [(actual,)] = rows_of(link, version, self._stream)
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
        return tuple([each.unplaced() for each in self._drafts])


def _allowed(expected: Expected) -> tuple[int, int]:
    """The lowest and the highest version that agree with an expectation."""
    if isinstance(expected, Expectation):
        return int(expected is Expectation.STREAM_EXISTS), LAST
    return min(expected, LAST), min(expected, LAST)
