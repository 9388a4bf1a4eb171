"""A transaction on a store in memory: appends, checkpoints and SQL that become real together, or never."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

from companion.events import Envelope, Event

from .drafts import Draft, check_expectation, check_expected, check_name, draft, repeated
from .errors import StatementFailed, TransactionEnded
from .position import Position
from .store import Expected, Until
from .until import bounds, microseconds

if TYPE_CHECKING:
    from .memory import MemoryStore

Placed = tuple[str, int, Draft]  # stream, version, and what goes there
_REFUSED = (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError)  # what SQLite says, and Python for it


def placed(store: str, number: int, rows: Iterable[Placed]) -> tuple[Envelope, ...]:
    """The envelopes of rows that stand in the log of `store` from `number` on."""
    return tuple([
        each.stored(stream, version, Position(store, place))
        for place, (stream, version, each) in enumerate(rows, number)
    ])  # fmt: skip


class MemoryTransaction:
    """What `MemoryStore.transaction` hands out. Nothing leaves it before `commit`.

    `appended` are the envelopes so far. Nobody else writes meanwhile, so their positions are final.
    """

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._first = len(store._log) + 1
        self._rows: list[Placed] = []
        self.appended: list[Envelope] = []
        self._added: dict[str, int] = {}
        self._own: dict[str, Envelope] = {}
        self._checkpoints: dict[str, Position] = {}
        self._sql: sqlite3.Connection | None = None
        self._failed: StatementFailed | None = None
        self._ended = False

    @property
    def drafts(self) -> list[Draft]:
        """What is to be appended, in order."""
        return [each for _, _, each in self._rows]

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
        """See `companion.sourcing.store.Log.append`; stored when the transaction commits."""
        self._refuse_ended()
        check_name("stream", stream)
        check_expectation(expected)
        store = self._store
        drafts = draft(store.clock, events, cause=cause, correlation_id=correlation_id, service=service,
                       max_event_bytes=store.max_event_bytes)  # fmt: skip
        first = repeated(stream, drafts, self._known(drafts))
        if first is not None:
            return first
        actual = self.version(stream)
        check_expected(stream, expected, actual)
        rows = [(stream, actual + place, each) for place, each in enumerate(drafts, 1)]
        stored = placed(store.id, self._first + len(self._rows), rows)
        self._rows += rows
        self.appended += stored
        self._added[stream] = self._added.get(stream, 0) + len(rows)
        self._own.update((each.id, each) for each in stored)
        return stored

    def read(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Envelope, ...]:
        """See `companion.sourcing.store.Log.read`; with what this transaction has appended."""
        self._refuse_ended()
        stored, limit = self._store.read(stream, after=after, until=until, zone=zone), bounds(until, zone)
        return stored + tuple([
            each
            for (name, version, _), each in zip(self._rows, self.appended, strict=True)
            if name == stream
            and after < version <= limit.version
            and microseconds(each.time) < limit.before_us
        ])  # fmt: skip

    def version(self, stream: str) -> int:
        """See `Log.version`."""
        self._refuse_ended()
        return self._store.version(stream) + self._added.get(stream, 0)

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """See `Transaction.execute`. After one refusal the transaction can only be rolled back."""
        self._refuse_ended()
        try:
            if self._sql is None:
                self._sql = self._begun()
            return self._sql.execute(sql, values).fetchall()
        except _REFUSED as problem:
            self._failed = StatementFailed(sql, str(problem))
            raise self._failed from problem

    def _begun(self) -> sqlite3.Connection:
        """The store's SQLite database in memory, in a transaction; made when first asked for."""
        store = self._store
        if store._sql is None:
            store._sql = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        store._sql.set_authorizer(None)
        if store._sql.in_transaction:  # left open by a transaction whose end was interrupted
            store._sql.execute("ROLLBACK")
        store._sql.execute("BEGIN")
        store._sql.set_authorizer(_no_commit)
        return store._sql

    def checkpoint(self, name: str) -> Position:
        """See `Log.checkpoint`."""
        self._refuse_ended()
        return self._checkpoints.get(name) or self._store.checkpoint(name)

    def save_checkpoint(self, name: str, position: Position) -> None:
        """See `Log.save_checkpoint`; saved when the transaction commits."""
        self._checkpoints[name] = self._store.moved(name, position, self.checkpoint(name))

    def commit(self) -> None:
        """Make everything real at once for readers. The database comes last: it alone can still refuse (a
        deferred constraint), and what came before can be taken back.
        """
        self._refuse_ended()
        store = self._store
        with store._held:
            count, checkpoints = len(store._log), dict(store._checkpoints)
            try:
                store._log.add(self._rows)
                store._checkpoints.update(self._checkpoints)
                self._commit_sql()
            except BaseException:  # also when the learner pressed stop
                if self._sql is None or self._sql.in_transaction:
                    store._log.cut(count)
                    store._checkpoints = checkpoints
                raise
            store.tell()

    def _commit_sql(self) -> None:
        if self._sql is None:
            return
        self._sql.set_authorizer(None)
        try:
            self._sql.execute("COMMIT")
        except sqlite3.Error as problem:
            raise StatementFailed("COMMIT", str(problem)) from problem

    def end(self) -> None:
        """Roll back what was not committed, and refuse everything from now on."""
        self._ended = True
        if self._sql is not None:
            self._sql.set_authorizer(None)
            if self._sql.in_transaction:
                self._sql.execute("ROLLBACK")

    def _known(self, drafts: Sequence[Draft]) -> dict[str, Envelope]:
        own = {each.id: self._own[each.id] for each in drafts if each.id in self._own}
        return self._store._known(drafts) | own

    def _refuse_ended(self) -> None:
        if self._ended:
            raise TransactionEnded
        if self._failed is not None:
            raise self._failed


def _no_commit(action: int, *_: object) -> int:
    """SQLite's authorizer: a statement inside must not end the transaction around it."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_TRANSACTION else sqlite3.SQLITE_OK
