"""A relay straight from a store's log: the events are the messages, and their commit is the outbox.

Whoever keeps events in a store needs no outbox table: the log is in global order, nobody can pass an event
that commits late, and a checkpoint is one number. An event that cannot be read here, or that the broker
refuses, is parked with its stream and version, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from companion.events import Envelope, encode
from companion.sourcing import EventStore, Position, UnreadableEvent
from companion.sourcing.until import microseconds, moment_of

from .broker import Broker
from .errors import MessageRefused
from .messages import Message
from .relay import BATCH, LEASE_S, Publishing
from .sql import LEASES, is_postgres, make_tables
from .topics import check_topic

_TABLE = """
CREATE TABLE IF NOT EXISTS relay_parked (
    relay TEXT NOT NULL, stream TEXT NOT NULL, version BIGINT NOT NULL, reason TEXT NOT NULL,
    parked_us BIGINT NOT NULL, PRIMARY KEY (relay, stream, version)
)"""
_PARK = """
INSERT INTO relay_parked (relay, stream, version, reason, parked_us) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (relay, stream, version) DO UPDATE SET reason = excluded.reason"""


class Parked(NamedTuple):
    """An event no relay of this name could publish: where it stands, why, and since when."""

    stream: str
    version: int
    reason: str
    time: datetime


def by_stream(envelope: Envelope) -> str:
    """The key that keeps each stream in order: its name."""
    return str(envelope.stream)


class StoreRelay(Publishing):
    """Publishes the events of a store. `name` is its checkpoint's; `topic` a topic for all, or a function of
    the envelope that names one (None: this event is nobody else's business); `key` what order is kept by.
    Raises `BadTopicName`.
    """

    def __init__(
        self,
        store: EventStore,
        broker: Broker,
        topic: str | Callable[[Envelope], str | None],
        *,
        name: str = "relay",
        key: Callable[[Envelope], str] = by_stream,
        batch: int = BATCH,
        lease_s: float = LEASE_S,
    ) -> None:
        super().__init__(store, broker, f"log {name}", batch, lease_s)
        self.name = name
        if isinstance(topic, str):
            check_topic("topic", topic)
        self._topic = topic if callable(topic) else lambda envelope: topic
        self._key = key
        make_tables(store, is_postgres(store), LEASES, _TABLE)

    def lag(self) -> int:
        """How many events stand after the checkpoint."""
        return self.store.lag(self.name)

    def parked(self) -> list[Parked]:
        """What could not be published, in order of stream and version."""
        with self.store.transaction() as tx:
            rows = tx.execute(
                "SELECT stream, version, reason, parked_us FROM relay_parked WHERE relay = ? "
                "ORDER BY stream, version",
                self.name,
            )
        return [Parked(stream, version, reason, moment_of(us)) for stream, version, reason, us in rows]

    def retry(self, parked: Parked) -> None:
        """Publish a parked event now, after what came later. Raises `UnreadableEvent` or what the broker
        refuses it with; it stays parked then.
        """
        found = self.store.read(parked.stream, after=parked.version - 1, until=parked.version)
        self._send(found)
        self.discard(parked)

    def discard(self, parked: Parked) -> None:
        """Give a parked event up for this relay. It is still in the store."""
        with self.store.transaction() as tx:
            tx.execute(
                "DELETE FROM relay_parked WHERE relay = ? AND stream = ? AND version = ?",
                self.name, parked.stream, parked.version,
            )  # fmt: skip

    def _waiting(self) -> bool:
        return self.lag() > 0

    def _batch(self) -> int:
        clock, events = self.store.clock, self._read()
        if not events:
            return 0
        clock.point(f"before relay from log, {self.name}")
        count = self._publish(events)
        clock.point(f"before mark of log, {self.name}")
        self._move(events[-1].position)
        clock.point(f"after mark of log, {self.name}")
        return count

    def _read(self) -> tuple[Envelope, ...]:
        """The next events; what cannot be read is parked on the way."""
        while True:
            try:
                return self.store.read_all(after=self.store.checkpoint(self.name), limit=self.batch)
            except UnreadableEvent as poison:
                if not isinstance(poison.position, Position):
                    raise
                self._park(poison.stream, poison.version, poison.problem, poison.position)

    def _publish(self, events: Sequence[Envelope]) -> int:
        """Publish events; one that is refused is parked, and those before and after it go out."""
        try:
            return self._send(events)
        except MessageRefused as refused:
            if len(events) > 1:
                return sum(self._publish([event]) for event in events)
            [event] = events
            self._park(str(event.stream), event.version or 0, refused, None)
            return 0

    def _send(self, events: Sequence[Envelope]) -> int:
        count = 0
        for topic, some in groupby(events, key=self._topic):
            if topic is not None:
                messages = [Message(self._key(event), encode(event)) for event in some]
                self.broker.send(topic, messages)
                count += len(messages)
        return count

    def _park(self, stream: str, version: int, problem: Exception, position: Position | None) -> None:
        """Set an event aside and, if its position is given, go past it, both or neither."""
        reason = f"{type(problem).__name__}: {problem}"
        with self.store.transaction() as tx:
            now = microseconds(self.store.clock.now())
            tx.execute(_PARK, self.name, stream, version, reason, now)
            if position is not None and tx.checkpoint(self.name) < position:
                tx.save_checkpoint(self.name, position)

    def _move(self, position: object) -> None:
        """Checkpoint a batch, unless another relay, which had the lease meanwhile, is further already."""
        assert isinstance(position, Position)
        with self.store.transaction() as tx:
            if tx.checkpoint(self.name) < position:
                tx.save_checkpoint(self.name, position)
