"""Inbox: a message's id is kept in one transaction with its effect, so that a repeat has none.

Deliveries come at least once; with an inbox the effect happens exactly once, as far as it lives in the
store's own database: rows, events, and messages in its outbox. An e-mail that was sent is outside of it. Two
workers that handle one message at once take turns: the second sees a repeat. Source: the Idempotent Receiver
pattern (Hohpe and Woolf).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from companion.events import Envelope
from companion.events.arguments import check_store
from companion.events.clock import microseconds

from .topics import check_topic

if TYPE_CHECKING:
    from companion.sourcing import EventStore, Transaction

_TABLE = """
CREATE TABLE IF NOT EXISTS inbox (
    reader TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, handled_us BIGINT NOT NULL,
    PRIMARY KEY (reader, id), CONSTRAINT inbox_by_time UNIQUE (reader, handled_us, id)
)"""
_ONCE = """
INSERT INTO inbox (reader, id, type, handled_us) VALUES (?, ?, ?, ?)
ON CONFLICT DO NOTHING RETURNING id"""


class Inbox:
    """The ids that `group` has handled, in the table `inbox` of a store's database; made when not there.

    Groups know nothing of each other. Ids are kept until `forget`.
    """

    def __init__(self, store: EventStore, group: str) -> None:
        check_store(store)
        check_topic("group", group)
        self.store = store
        self.group = group
        with store.transaction() as tx:
            tx.execute(_TABLE)

    @contextmanager
    def once(self, envelope: Envelope) -> Iterator[Transaction | None]:
        """`with inbox.once(envelope) as tx`: a transaction to have the effect in; None for a repeat.

        The id is kept when, and only when, the block ends without an exception. Acknowledge the delivery
        after the block, never inside. Raises what `store.transaction` raises.
        """
        clock = self.store.clock
        clock.point(f"before handling {envelope.type} in {self.group}")
        with self.store.transaction() as tx:
            now = microseconds(clock.now())
            first = bool(tx.execute(_ONCE, self.group, envelope.id, envelope.type, now))
            yield tx if first else None
            clock.point(f"before keeping {envelope.type} in {self.group}")
        clock.point(f"after handling {envelope.type} in {self.group}")

    def handled(self, envelope: Envelope) -> bool:
        """Whether this group has handled that message."""
        if not isinstance(envelope, Envelope):
            raise TypeError(f"{envelope!r:.60} is not an Envelope: give delivery.envelope")
        return bool(self._ask("SELECT 1 FROM inbox WHERE reader = ? AND id = ?", self.group, envelope.id))

    def count(self) -> int:
        """How many ids are kept for this group."""
        return self._ask("SELECT COUNT(*) FROM inbox WHERE reader = ?", self.group)[0][0]

    def forget(self, before: datetime) -> int:
        """Forget the ids handled before an aware moment; returns how many.

        A message that comes again after its id was forgotten takes effect again: keep ids for longer than
        anything can be redelivered, redriven dead letters and a relay's backlog included. Raises ValueError
        for a moment without time zone.
        """
        if before.utcoffset() is None:
            raise ValueError(f"before={before!r} has no time zone: write datetime(..., tzinfo=UTC)")
        gone = self._ask(
            "DELETE FROM inbox WHERE reader = ? AND handled_us < ? RETURNING id",
            self.group,
            microseconds(before),
        )
        return len(gone)

    def _ask(self, sql: str, *values: object) -> list[tuple[int, ...]]:
        with self.store.transaction() as tx:
            return tx.execute(sql, *values)
