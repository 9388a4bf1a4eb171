"""Outbox: a message that is committed with the change it tells of, in one transaction, and published later.

It ends the dual write: either the row and the message are there, or neither is. A relay (`relay.py`) reads
the table and publishes, at least once. Messages of one key leave in the order in which their transactions
committed: on PostgreSQL `add` makes transactions of one topic and key take turns, elsewhere all writers do.
Those who keep their events in the store need no outbox: `StoreRelay` publishes from its log. Source: the
Transactional Outbox pattern (microservices.io).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from companion.events import Envelope, Event, InvalidEvent, UnknownName
from companion.events.arguments import check_store
from companion.events.clock import microseconds, moment_of
from companion.events.codec import encode

from .topics import MAX_MESSAGE_BYTES, check_message, check_topic

if TYPE_CHECKING:
    from companion.sourcing import EventStore, Transaction

_TABLE = """
CREATE TABLE IF NOT EXISTS outbox (
    number {number}, id TEXT NOT NULL, topic TEXT NOT NULL, key TEXT NOT NULL, data TEXT NOT NULL,
    added_us BIGINT NOT NULL, parked TEXT
)"""
_IS_THERE = {
    "postgresql": "SELECT 1 FROM pg_indexes WHERE schemaname = current_schema() AND indexname = ?",
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?",
}
_NUMBER = {
    "postgresql": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    "sqlite": "INTEGER PRIMARY KEY AUTOINCREMENT",
}


class Row(NamedTuple):
    """One message in the outbox. `number` is its place; `reason` says why it was parked, "" if it was not."""

    number: int
    id: str
    topic: str
    key: str
    data: bytes
    added: datetime
    reason: str = ""


_COLUMNS = "number, id, topic, key, data, added_us, COALESCE(parked, '')"


class Outbox:
    """The outbox of one store, a table `outbox` in its database; made when it is not there.

    `max_message_bytes` is the most one message may have: what no broker would take is refused while its
    change can still be rolled back.
    """

    def __init__(self, store: EventStore, *, max_message_bytes: int = MAX_MESSAGE_BYTES) -> None:
        check_store(store)
        self.store = store
        self.max_message_bytes = max_message_bytes
        with store.transaction() as tx:
            tx.execute(_TABLE.format(number=_NUMBER[tx.dialect]))
            _make_index(tx)

    def add(
        self,
        tx: Transaction,
        topic: str,
        key: str,
        message: Envelope | Event,
        *,
        cause: Envelope | None = None,
        service: str | None = None,
    ) -> Envelope:
        """Put one message into the outbox, as part of the transaction; returns its envelope.

        An Event gets an id and the time of the store's clock; `cause` hands on its correlation and `service`
        is who publishes, as in `append`. Raises `MessageRefused`, `InvalidEvent`; on
        PostgreSQL `TransactionConflict` when two transactions each wait for a key of the other: run it again.
        """
        check_topic("topic", topic)
        envelope = message if isinstance(message, Envelope) else self._envelope(message, cause, service)
        data = encode(envelope)
        check_message(topic, key, data, self.max_message_bytes)
        if tx.dialect == "postgresql":  # its numbers are taken in turn, committed in any order: writers wait
            tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", f"outbox {topic} {key}")
        tx.execute(
            "INSERT INTO outbox (id, topic, key, data, added_us) VALUES (?, ?, ?, ?, ?)",
            envelope.id, topic, key, data.decode(), microseconds(self.store.clock.now()),
        )  # fmt: skip
        return envelope

    def waiting(self, limit: int = 100) -> list[Row]:
        """The messages not yet published, oldest first, without the parked."""
        return self._rows("parked IS NULL", limit)

    def parked(self, limit: int = 1000) -> list[Row]:
        """The messages the broker refused, each with the reason; the others go on without them."""
        return self._rows("parked IS NOT NULL", limit)

    def is_empty(self) -> bool:
        """Whether nothing waits to be published."""
        return not self._rows("parked IS NULL", 1)

    def lag(self) -> int:
        """How many messages wait to be published."""
        with self.store.transaction() as tx:
            return int(tx.execute("SELECT COUNT(*) FROM outbox WHERE parked IS NULL")[0][0])

    def published(self, tx: Transaction, rows: Iterable[Row]) -> None:
        """Forget rows the broker has: what a relay does when, and only when, it has them."""
        numbers = [row.number for row in rows]
        places = ", ".join("?" * len(numbers))
        tx.execute(f"DELETE FROM outbox WHERE number IN ({places})", *numbers)

    def park(self, tx: Transaction, row: Row, reason: str) -> None:
        """Set a row aside that no relay can publish."""
        tx.execute("UPDATE outbox SET parked = ? WHERE number = ?", reason or "refused", row.number)

    def retry(self, row: Row) -> None:
        """Let a parked row be published after all. Raises `UnknownName` for one that is not there."""
        self._change("UPDATE outbox SET parked = NULL", row)

    def discard(self, row: Row) -> None:
        """Delete a parked row for good. Raises `UnknownName` for one that is not there any more."""
        self._change("DELETE FROM outbox", row)

    def _change(self, statement: str, row: Row) -> None:
        with self.store.transaction() as tx:
            done = tx.execute(
                f"{statement} WHERE number = ? AND parked IS NOT NULL RETURNING number", row.number
            )
        if not done:
            raise UnknownName(
                "parked row of the outbox",
                row.number,
                remedy="it was retried or discarded before; ask parked() for those there are",
            )

    def _envelope(self, event: Event, cause: Envelope | None, service: str | None) -> Envelope:
        if not isinstance(event, Event):
            raise InvalidEvent(type(event).__name__, "", "an Event or an Envelope", repr(event)[:60])
        clock = self.store.clock
        id = clock.new_id()
        return Envelope(
            id=id, type=type(event).__name__, event=event, time=clock.now(), service=service,
            correlation_id=cause.correlation_id if cause else id, causation_id=cause.id if cause else None,
        )  # fmt: skip

    def _rows(self, which: str, limit: int) -> list[Row]:
        with self.store.transaction() as tx:
            found = tx.execute(f"SELECT {_COLUMNS} FROM outbox WHERE {which} ORDER BY number LIMIT ?", limit)
        return [
            Row(number, id, topic, key, data.encode(), moment_of(added_us), reason)
            for number, id, topic, key, data, added_us, reason in found
        ]


def _make_index(tx: Transaction) -> None:
    """Make the index unless it is there. On PostgreSQL even CREATE INDEX IF NOT EXISTS waits for all who
    write to the table just now, and holds up all who come after.
    """
    if not tx.execute(_IS_THERE[tx.dialect], "outbox_waiting"):
        tx.execute("CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (number) WHERE parked IS NULL")
