"""Relays: what was committed is published, at least once and in order, however often they crash.

`Relay` empties an outbox. `StoreRelay` follows the log of a store: events in a store need no outbox, because
the log is in global order, an event that commits late cannot be passed, and a checkpoint is one
number.

A batch is published, then marked, in that order: a crash in between publishes it again, and receivers know
repeats by their ids. Several relays of one name may run; one works at a time, because two would publish out
of order. A message that cannot be read, or that the broker refuses for ever, is parked; the others go on.
While the broker is away nothing is lost: messages wait in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from companion.events import Envelope, VirtualClock, encode
from companion.events.arguments import check_can, check_count, check_seconds, check_store
from companion.events.clock import microseconds, moment_of
from companion.sourcing import EventStore, Position, UnreadableEvent

from .backend import Message
from .broker import Broker
from .consumer import POLL_S, never
from .errors import BrokerUnavailable, MessageRefused, endless_wait
from .outbox import Outbox, Row
from .topics import backoff_s, check_topic

LEASE_S = 30.0
BATCH = 100

_LEASES = """
CREATE TABLE IF NOT EXISTS relay_lease (
    name TEXT PRIMARY KEY, owner TEXT NOT NULL, until_us BIGINT NOT NULL
)"""
_TAKE = """
INSERT INTO relay_lease (name, owner, until_us) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_us = excluded.until_us
WHERE relay_lease.owner = excluded.owner OR relay_lease.until_us <= ?
RETURNING owner"""


class Lease:
    """The right to be the one relay of its name, for `seconds` at a time, by the clock of the store.

    A holder that dies keeps others out until the lease ends. One that is slower than its lease may go on
    while another has begun: then messages are repeated, but a repeat never comes before its original.
    """

    def __init__(self, store: EventStore, name: str, owner: str, seconds: float) -> None:
        self._store = store
        self.name = name
        self.owner = owner
        self._length = timedelta(seconds=seconds)

    def take(self) -> bool:
        """Take the lease, or extend it; False if another has it."""
        now = self._store.clock.now()
        until = microseconds(now + self._length)
        with self._store.transaction() as tx:
            return bool(tx.execute(_TAKE, self.name, self.owner, until, microseconds(now)))

    def give_back(self) -> None:
        """Release the lease."""
        with self._store.transaction() as tx:
            tx.execute("DELETE FROM relay_lease WHERE name = ? AND owner = ?", self.name, self.owner)


class Publishing:
    """What all relays do: batch after batch under a lease, waiting longer each time the broker is away."""

    def __init__(self, store: EventStore, broker: Broker, name: str, batch: int, lease_s: float) -> None:
        check_store(store)
        check_can("broker", broker, "a broker, such as MemoryBroker()", "send", "create_topic")
        check_count("batch", batch, 1)
        check_seconds("lease_s", lease_s)
        self.store = store
        self.broker = broker
        self.batch = batch
        with store.transaction() as tx:
            tx.execute(_LEASES)
        self._lease = Lease(store, name, store.clock.new_id(), lease_s)

    def _waiting(self) -> bool:
        """Whether there is anything to publish; called before taking the lease, which is a write."""
        raise NotImplementedError

    def _batch(self) -> int:
        """Publish and mark one batch; returns how many were published."""
        raise NotImplementedError

    def run_once(self) -> int:
        """Publish one batch; returns how many messages, 0 when none waits or another relay is at work.

        Raises `BrokerUnavailable`; what was not marked then is published by the next run.
        """
        return self._batch() if self._waiting() and self._lease.take() else 0

    def run(self, stop: Callable[[], bool] = never, *, poll_s: float = POLL_S) -> int:
        """Publish until `stop()`, looking again every `poll_s` seconds; returns how many were published.

        A broker that is away is waited for, twice as long each time, at most 30 s. Raises `WrongUse` on a
        VirtualClock without `stop`.
        """
        if stop is never and isinstance(self.store.clock, VirtualClock):
            raise endless_wait(
                "A relay without stop", "call run_once(), or give stop=lambda: relay.lag() == 0"
            )
        published = failures = 0
        while not stop():
            try:
                count = self.run_once()
            except BrokerUnavailable:
                failures += 1
                self.store.clock.sleep(backoff_s(failures, poll_s))
                continue
            published, failures = published + count, 0
            if not count and not stop():
                self.store.clock.sleep(poll_s)
        self.close()
        return published

    def close(self) -> None:
        """Release the lease, so that another relay can work at once."""
        self._lease.give_back()


class Relay(Publishing):
    """Publishes the messages of an outbox. `batch` is how many at a time; `lease_s` for how long a relay that
    died keeps the others of its outbox waiting: longer than publishing a batch takes.
    """

    def __init__(
        self, outbox: Outbox, broker: Broker, *, batch: int = BATCH, lease_s: float = LEASE_S
    ) -> None:
        check_can("outbox", outbox, "an Outbox", "store", "waiting", "park")
        super().__init__(outbox.store, broker, "outbox", batch, lease_s)
        self.outbox = outbox

    def _waiting(self) -> bool:
        return not self.outbox.is_empty()

    def _batch(self) -> int:
        while rows := self.outbox.waiting(self.batch):
            count = sum(self._publish(topic, list(some)) for topic, some in groupby(rows, key=topic_of))
            if count:  # else all were parked: look for others behind them
                return count
        return 0

    def lag(self) -> int:
        """How many messages wait to be published."""
        return self.outbox.lag()

    def _publish(self, topic: str, rows: Sequence[Row]) -> int:
        """Publish rows of one topic. One that is refused is parked, and those before and after it go out."""
        try:
            self._send(topic, rows)
        except MessageRefused as refused:
            if len(rows) == 1:
                with self.store.transaction() as tx:
                    self.outbox.park(tx, rows[0], f"{type(refused).__name__}: {refused}")
                return 0
            return sum(self._publish(topic, [row]) for row in rows)
        return len(rows)

    def _send(self, topic: str, rows: Sequence[Row]) -> None:
        clock = self.store.clock
        clock.point(f"before relay to {topic}")
        self.broker.send(topic, [Message(row.key, row.data) for row in rows])
        clock.point(f"before mark in outbox, {topic}")
        with self.store.transaction() as tx:
            self.outbox.published(tx, rows)
        clock.point(f"after mark in outbox, {topic}")


def topic_of(row: Row) -> str:
    """The topic of a row of the outbox."""
    return row.topic


# --- from a store's log -----------------------------------------------------------------------------------

_TABLE = """
CREATE TABLE IF NOT EXISTS relay_parked (
    relay TEXT NOT NULL, stream TEXT NOT NULL, version BIGINT NOT NULL, reason TEXT NOT NULL,
    parked_us BIGINT NOT NULL, PRIMARY KEY (relay, stream, version)
)"""
_PARK = """
INSERT INTO relay_parked (relay, stream, version, reason, parked_us) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (relay, stream, version) DO UPDATE SET reason = excluded.reason"""


class Parked(NamedTuple):
    """An event that the relay of this name could not publish: its position, the reason, and the time."""

    stream: str
    version: int
    reason: str
    time: datetime


def by_stream(envelope: Envelope) -> str:
    """The key that keeps each stream in order: its name."""
    return str(envelope.stream)


class StoreRelay(Publishing):
    """Publishes the events of a store. `name` is its checkpoint's; `topic` a topic for all, or a function of
    the envelope that names one (None: this event is not published); `key` gives the key that keeps order.
    Raises `MessageRefused`.
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
    ) -> None:
        check_topic("relay", name)
        if not callable(topic) or isinstance(topic, type):
            check_topic("topic", topic)
        super().__init__(store, broker, f"log {name}", batch, LEASE_S)
        self.name = name
        self._topic = topic if callable(topic) else lambda envelope: topic
        self._key = key
        with store.transaction() as tx:
            tx.execute(_TABLE)

    def lag(self) -> int:
        """How many events are after the checkpoint."""
        return self.store.lag(self.name)

    def parked(self) -> list[Parked]:
        """The events that could not be published, in order of stream and version."""
        with self.store.transaction() as tx:
            rows = tx.execute(
                "SELECT stream, version, reason, parked_us FROM relay_parked WHERE relay = ? "
                "ORDER BY stream, version",
                self.name,
            )
        return [Parked(stream, version, reason, moment_of(us)) for stream, version, reason, us in rows]

    def retry(self, parked: Parked) -> None:
        """Publish a parked event now, after later events. Raises `UnreadableEvent` or what the broker
        refuses it with; it stays parked then.
        """
        found = self.store.read(parked.stream, after=parked.version - 1, until=parked.version)
        self._send(found)
        self.discard(parked)

    def discard(self, parked: Parked) -> None:
        """Give up a parked event for this relay. It stays in the store."""
        with self.store.transaction() as tx:
            tx.execute(
                "DELETE FROM relay_parked WHERE relay = ? AND stream = ? AND version = ?",
                self.name, parked.stream, parked.version,
            )  # fmt: skip

    def _waiting(self) -> bool:
        """Whether there is an event after the checkpoint; counting all of them would take longer."""
        try:
            return bool(self.store.read_all(after=self.store.checkpoint(self.name), limit=1))
        except UnreadableEvent:  # it will be parked
            return True

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
        """The next events; those that cannot be read are parked."""
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
        """Save the checkpoint of a batch, unless another relay, which had the lease since, is further."""
        assert isinstance(position, Position)
        with self.store.transaction() as tx:
            if tx.checkpoint(self.name) < position:
                tx.save_checkpoint(self.name, position)
