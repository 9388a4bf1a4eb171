"""Relays: what was committed is published, at least once and in order, however often they crash.

`Relay` empties an outbox; `StoreRelay` (store_relay.py) follows a store's log. A batch is published, then
marked, in that order: a crash in between publishes it again, and receivers know repeats by their ids. Several
relays of one name may run; one works at a time, because two would publish out of order. What the broker
refuses for good is parked, visibly, and the rest goes on. While the broker is away nothing is lost: it waits
in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from companion.events import VirtualClock
from companion.sourcing import EventStore

from .broker import POLL_S, Broker, never
from .errors import BrokerUnavailable, EndlessWait, MessageRefused
from .messages import Message
from .outbox import Outbox, Row
from .sql import Lease
from .topics import backoff_s

LEASE_S = 30.0
BATCH = 100


class Publishing:
    """What all relays do: batch after batch under a lease, waiting longer each time the broker is away."""

    def __init__(self, store: EventStore, broker: Broker, name: str, batch: int, lease_s: float) -> None:
        self.store = store
        self.broker = broker
        self.batch = batch
        self._lease = Lease(store, name, store.clock.new_id(), lease_s)

    def _waiting(self) -> bool:
        """Whether there is anything to publish; asked before the lease is taken, which is a write."""
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

        A broker that is away is waited for, twice as long each time, at most 30 s. Raises `EndlessWait` on a
        VirtualClock without `stop`.
        """
        if stop is never and isinstance(self.store.clock, VirtualClock):
            raise EndlessWait(
                "A relay without stop", "Call run_once(), or give stop=lambda: relay.lag() == 0."
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
        """Let another relay have its turn at once."""
        self._lease.give_back()


class Relay(Publishing):
    """Publishes what stands in an outbox. `batch` is how many at a time; `lease_s` for how long a relay that
    died keeps the others of its outbox waiting: longer than publishing a batch takes.
    """

    def __init__(
        self, outbox: Outbox, broker: Broker, *, batch: int = BATCH, lease_s: float = LEASE_S
    ) -> None:
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
