"""A member of a group of the Kafka broker: takes, settles and gives up messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from confluent_kafka import KafkaError, KafkaException

from companion.events import SystemClock
from companion.events.trace import Kind

from .errors import LostPartition
from .kafka_lanes import Head, Lane
from .kafka_reading import Reading
from .member import Member
from .messages import DeadLetter, Delivery, read_message
from .topics import backoff_s

if TYPE_CHECKING:
    from .kafka import KafkaBroker

SOON_S = 0.05  # how long to wait for what is on its way, in seconds
AGAIN_S = 0.02

# What a commit is answered while the group is dealing partitions out; how it ends, the reading will know.
_DEALING = {
    KafkaError.ILLEGAL_GENERATION, KafkaError.UNKNOWN_MEMBER_ID, KafkaError.REBALANCE_IN_PROGRESS,
    KafkaError.NOT_COORDINATOR, KafkaError.COORDINATOR_NOT_AVAILABLE, KafkaError._WAIT_COORD,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS, KafkaError.REQUEST_TIMED_OUT,
}  # fmt: skip


class KafkaConsumer(Member):
    """A member of a group of a `KafkaBroker`. See `companion.delivery.broker.Consumer`."""

    def __init__(
        self,
        broker: KafkaBroker,
        topic: str,
        group: str,
        member: str,
        wait_s: float | None,
        stop: Callable[[], bool],
    ) -> None:
        super().__init__(broker.clock, topic, group, member, wait_s, stop)
        self._broker = broker
        self._last = -1  # the partition served last: the others come first now
        self._waits_for: Literal["news", "clock", "cluster"] = "news"
        self._seen = 0  # how much had happened when it last looked
        self._patient = False  # it waits for ever, so nobody need know whether there is nothing
        self._probe_at = 0.0
        self._hand: tuple[Delivery, Lane, Head] | None = None
        self._reading = self._join()

    def _join(self) -> Reading:
        self._broker.claim(self)
        return self._broker.reading(self.topic, self.group, self.member)

    @property
    def living(self) -> bool:
        """Whether it is a member: neither closed nor silent for too long."""
        return not self._closed and not self._reading.over

    @property
    def partitions(self) -> tuple[int, ...]:
        """See `Consumer.partitions`."""
        with self._reading.news:
            self._reading.heard()
            return tuple(sorted(self._reading.lanes))

    def receive(self, wait_s: float | None = 0.0) -> Delivery | None:
        """See `Consumer.receive`."""
        self._patient = wait_s is None
        self._probe_at = time.monotonic() + self._broker.timeout_s
        return super().receive(wait_s)

    # --- settling -----------------------------------------------------------------------------------------

    def acknowledge(self, delivery: Delivery) -> None:
        """See `Delivery.acknowledge`."""
        self.clock.point(f"before acknowledge {self.topic}")
        lane, head = self._held(delivery)
        self._commit(lane, head, delivery)
        self._go_on(lane)
        self._broker.note("handled", self.group, head.found.message.data, self.member, delivery.attempt)
        self.clock.point(f"after acknowledge {self.topic}")

    def reject(self, delivery: Delivery, reason: str, permanent: bool) -> None:
        """See `Delivery.reject`."""
        self.clock.point(f"before reject {self.topic}")
        lane, head = self._held(delivery)
        head.reason = reason
        last = permanent or head.tries >= self._broker.max_tries
        if last:
            self._give_up(lane, head, delivery)
        else:
            head.due = self.clock.now() + timedelta(seconds=backoff_s(head.tries, self._broker.backoff_s))
            with self._reading.news:
                self._reading.release()
        kind: Kind = "dead_lettered" if last else "failed"
        self._broker.note(
            kind, self.group, head.found.message.data, self.member, delivery.attempt, head.reason
        )
        self.clock.point(f"after reject {self.topic}")

    def _held(self, delivery: Delivery) -> tuple[Lane, Head]:
        """The lane and head of a delivery. Raises `LostPartition` unless it is still this member's."""
        self._broker.refuse_closed()
        with self._reading.news:
            self._reading.heard()
            if self._hand is not None and self._hand[0] is delivery and self._reading.has(self._hand[1]):
                return self._hand[1], self._hand[2]
        raise self._lost(delivery)

    def _lost(self, delivery: Delivery) -> LostPartition:
        id = delivery.envelope.id
        return LostPartition(self.topic, self.group, delivery.partition, self.member, id)

    def _commit(self, lane: Lane, head: Head, delivery: Delivery | None) -> None:
        """Tell the group that the head of a lane is dealt with.

        While the group deals partitions out it takes no commits: it is asked again until it does, or until
        the partition is another's. Raises `LostPartition` then (when there is a delivery to lose), and
        `BrokerUnavailable`.
        """
        reading, found = self._reading, head.found
        until = time.monotonic() + self._broker.timeout_s
        while True:
            with reading.news:
                reading.heard()
                if not reading.has(lane):
                    if delivery is None:
                        return
                    raise self._lost(delivery)
            try:
                reading.commit(found.topic, lane.number, found.offset + 1)
            except KafkaException as problem:
                passing = problem.args[0].code() in _DEALING
                if not passing or time.monotonic() > until:
                    raise self._broker.link.unavailable(problem, unsure=True) from None
            else:
                return
            with reading.news:
                reading.news.wait(AGAIN_S)

    def _give_up(self, lane: Lane, head: Head, delivery: Delivery | None) -> None:
        """Make the head of a lane a dead letter, and let the lane go on."""
        key, data = head.found.message
        self._broker.letters.write(
            DeadLetter(
                id=self.clock.new_id(), topic=self.topic, group=self.group, key=key, partition=lane.number,
                data=data, reason=head.reason, tries=head.tries, time=self.clock.now(),
            )
        )  # fmt: skip
        self._commit(lane, head, delivery)
        self._go_on(lane)

    def _go_on(self, lane: Lane) -> None:
        with self._reading.news:
            lane.go_on()
            self._reading.release()
        self._hand = None

    # --- taking -------------------------------------------------------------------------------------------

    def _take(self) -> Delivery | float | None:
        self._broker.refuse_closed()
        self._refuse_closed()
        self._waits_for, self._hand = "news", None
        if self._reading.over:
            self._reading = self._join()
        while True:
            found = self._next()
            if not isinstance(found, Lane):
                break
            delivery = self._delivery(found)
            if delivery is not None:
                return delivery
        if found is None and not self._patient and self._reading.behind(self._seen):
            self._waits_for = "cluster"
            return SOON_S
        return found

    def _next(self) -> Lane | float | None:
        """The lane whose head may be delivered, held from now on; or the seconds until there may be one."""
        reading, probe = self._reading, False
        with reading.news:
            reading.heard()
            reading.release()
            self._seen = reading.changes
            if reading.problem is not None:
                problem, reading.problem = reading.problem, None
                raise self._broker.link.unavailable(problem)
            ready, now, waits = reading.ready(), self.clock.now(), list[float]()
            for lane in self._in_turn():
                head = lane.head()
                if head is not None and (head.due is None or head.due <= now):
                    reading.held = lane
                    return lane
                if head is not None and head.due is not None:
                    waits.append((head.due - now).total_seconds())
            probe = not waits and time.monotonic() > self._probe_at
        if probe:  # nothing for a long time: is the cluster there at all?
            self._broker.link.cluster()
            self._probe_at = time.monotonic() + self._broker.timeout_s
        if waits:
            self._waits_for = "clock"
            return min(waits)
        if ready:
            return None
        self._waits_for = "cluster"
        return SOON_S

    def _in_turn(self) -> list[Lane]:
        """The lanes of this member, those after the one served last first, so that none starves."""
        mine = sorted(self._reading.lanes.items())
        return [e for n, e in mine if n > self._last] + [e for n, e in mine if n <= self._last]

    def _delivery(self, lane: Lane) -> Delivery | None:
        """Hand out the head of a lane; None when it had to be given up instead."""
        head = lane.head()
        if head is None:
            return None
        read = read_message(head.found.message.data)
        if isinstance(read, str):
            head.tries, head.reason = 1, read
        elif head.tries < self._broker.max_tries:  # else its dead letter could not be written before
            head.tries += 1
            delivery = Delivery(
                self, read, self.topic, head.found.message.key, lane.number, head.tries, head.redriven
            )
            self._hand, self._last = (delivery, lane, head), lane.number
            return delivery
        self._give_up(lane, head, None)
        data = head.found.message.data
        self._broker.note("dead_lettered", self.group, data, self.member, head.tries, head.reason)
        return None

    def _pause(self, seconds: float) -> None:
        """Wait for the reading, in real time; on a clock of its own, that one's time passes meanwhile."""
        real, reading = isinstance(self.clock, SystemClock), self._reading
        if real or self._waits_for != "clock":
            with reading.news:
                longest = seconds if real else min(seconds, SOON_S)
                reading.news.wait_for(lambda: reading.changes != self._seen, longest)
        if not real and self._waits_for != "cluster":
            self.clock.sleep(seconds)

    def _leave(self) -> None:
        self._reading.leave()
        self._broker.forget(self)
