"""A thread that keeps a member in its Kafka group: fetches ahead, and gives partitions up when it must.

It answers the group at once, whatever the member's own thread is doing, so that others never wait for a slow
handler. A partition that is asked back while its message is being worked on is given up when that is settled.
A member that has not been heard of for `session_s` seconds on the broker's clock leaves the group.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Condition, Lock, Thread
from typing import Any, Final

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from companion.engines.kafka_bootstrap import silent
from companion.events import Clock

from .kafka_lanes import FULL, LOW, Found, Lane, Queue
from .kafka_link import Link
from .messages import Message
from .topics import again_topic

REST_S: Final = 0.005
ANSWER_S: Final = 5.0  # how much later than its own limit an answer may come
LEAVE_S: Final = 5.0
SETTLE_S: Final = 2.5  # a new member may be given nothing at first, and its share a moment later
UNTIL_HEARD: Final = 60_000  # milliseconds beyond a session that librdkafka lets this thread wait

# What comes and goes by itself, or what this thread brought about.
_PASSING = {
    KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._RESOLVE,
    KafkaError._MAX_POLL_EXCEEDED, KafkaError.COORDINATOR_NOT_AVAILABLE, KafkaError.NOT_COORDINATOR,
    KafkaError.REBALANCE_IN_PROGRESS, KafkaError.UNKNOWN_MEMBER_ID, KafkaError.ILLEGAL_GENERATION,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS, KafkaError._WAIT_COORD,
}  # fmt: skip

_GONE = {KafkaError.UNKNOWN_MEMBER_ID, KafkaError.ILLEGAL_GENERATION}


class _Commit:
    """A wish of the member: to have this place committed."""

    def __init__(self, place: Any) -> None:
        self.place = place
        self.done = False
        self.error: Any = None


class Reading:
    """One stay in a group. `over` once it has ended; what follows needs another."""

    def __init__(
        self, link: Link, clock: Clock, topic: str, group: str, member: str, session_s: float, death_s: float
    ) -> None:
        self.link, self.topic, self.again = link, topic, again_topic(topic, group)
        self.news = Condition(Lock())  # held for every look at or change of what is below
        self.lanes: dict[int, Lane] = {}
        self.held: Lane | None = None  # the one whose message the member is working on
        self.problem: KafkaError | None = None
        self.over = False
        self.changes = 0
        self._commits: deque[_Commit] = deque()
        self._assigned_at: float | None = None
        self._clock, self._session = clock, timedelta(seconds=session_s)
        self._last: datetime = clock.now()
        self._leaving = False
        milliseconds = max(round(death_s * 1000), 10)
        self._consumer = Consumer(
            link.settings(
                group_id=group_id(topic, group), client_id=member, enable_auto_commit=False,
                auto_offset_reset="earliest", enable_partition_eof=True,
                partition_assignment_strategy="cooperative-sticky", session_timeout_ms=milliseconds,
                heartbeat_interval_ms=max(min(200, milliseconds // 3), 1),
                max_poll_interval_ms=milliseconds + round(session_s * 1000) + UNTIL_HEARD,
                topic_metadata_refresh_interval_ms=1000, fetch_wait_max_ms=100,
                socket_timeout_ms=max(round(link.timeout_s * 1000), 1000),
            ),
            logger=silent,
        )  # fmt: skip
        self._thread = Thread(target=self._run, name=f"{member} reads {topic}", daemon=True)
        self._thread.start()

    # --- for the member's own thread ---------------------------------------------------------------------

    def heard(self) -> None:
        """The member lives. Under the lock, like what follows."""
        self._last = self._clock.now()

    def ready(self) -> bool:
        """Whether the member knows its share of the partitions."""
        at = self._assigned_at
        return at is not None and (bool(self.lanes) or time.monotonic() - at > SETTLE_S)

    def has(self, lane: Lane) -> bool:
        """Whether this is still the member's lane."""
        return not self.over and self.lanes.get(lane.number) is lane

    def release(self) -> None:
        """The member works on nothing any more."""
        if self.held is not None:
            self.held = None
            self._changed()

    def _changed(self) -> None:
        """Wake those who wait."""
        self.changes += 1
        self.news.notify_all()

    def commit(self, topic: str, partition: int, offset: int) -> None:
        """Tell the group that the messages before `offset` are dealt with. Not under the lock. Raises
        KafkaException.
        """
        asked = _Commit(TopicPartition(topic, partition, offset))
        with self.news:
            self._commits.append(asked)
            self._changed()
            if not self.news.wait_for(lambda: asked.done or self.over, self.link.timeout_s + ANSWER_S):
                asked.error = KafkaError(KafkaError._TIMED_OUT)
        if asked.error is not None or not asked.done:
            raise KafkaException(asked.error or KafkaError(KafkaError.UNKNOWN_MEMBER_ID))

    def behind(self, seen: int) -> bool:
        """Whether there may be messages for this member beyond those it saw when `changes` was `seen`. Not
        under the lock. Raises `BrokerUnavailable`.
        """
        with self.news:
            if self.changes != seen:
                return True
            queues = [(self.topic, lane.number, lane.main) for lane in self.lanes.values()]
            queues += [(self.again, lane.number, lane.again) for lane in self.lanes.values()]
        known = {self.topic: True, self.again: self.link.known(self.again)}
        for topic, number, queue in queues:
            if known[topic]:
                [(low, high)] = self.link.ends(topic, [number])
                if high > (low if queue.next is None else queue.next):
                    return True
        with self.news:  # what came while the cluster was asked counts as read above, and nobody saw it yet
            return self.changes != seen

    def leave(self) -> None:
        """Give the partitions back and end. Waits a few seconds at most. Not under the lock."""
        with self.news:
            self._leaving = True
            self._changed()
        self._thread.join(LEAVE_S)

    # --- the thread --------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._consumer.subscribe(
                [self.topic], on_assign=self._assigned, on_revoke=self._revoked, on_lost=self._lost
            )
            while not self._ends():
                message = self._consumer.poll(0)
                self._take_in(message)
                self._serve()
                self._refill()
                if message is None:
                    self._rest()
        except KafkaException as problem:
            with self.news:
                self.problem = problem.args[0]
        finally:
            with self.news:
                self._leaving = True
            with suppress(KafkaException):  # the cluster is gone: its sessions end by themselves
                self._consumer.close()
            with self.news:
                self.over, self.lanes, self.held = True, {}, None
                self._changed()

    def _rest(self) -> None:
        """Wait a moment, less when the member wants something: librdkafka cannot be woken from a poll."""
        with self.news:
            if not self._commits:
                self.news.wait(REST_S)

    def _serve(self) -> set[int]:
        """Commit what the member asked for; returns the codes of refusals. Here, for a consumer does one
        thing at a time.
        """
        refused = set[int]()
        while self._commits:
            asked = self._commits.popleft()
            try:
                [place] = self._consumer.commit(offsets=[asked.place], asynchronous=False)
                asked.error = place.error
            except KafkaException as problem:
                asked.error = problem.args[0]
            if asked.error is not None:
                refused.add(asked.error.code())
            with self.news:
                asked.done = True
                self._changed()
        return refused

    def _ends(self) -> bool:
        return self._leaving or self._clock.now() - self._last > self._session

    def _take_in(self, message: Any) -> None:
        if message is None:
            return
        error = message.error()
        with self.news:
            lane = self.lanes.get(message.partition())
            if error is None:
                if lane is not None:
                    self._queue(lane, message.topic()).add(_found(message))
            elif error.code() == KafkaError._PARTITION_EOF:
                if lane is not None:
                    self._queue(lane, message.topic()).reached(message.offset())
            elif error.code() not in _PASSING and message.topic() != self.again:
                self.problem = error
            self._changed()

    def _queue(self, lane: Lane, topic: str) -> Queue:
        return lane.again if topic == self.again else lane.main

    def _refill(self) -> None:
        """Ask for no more of a partition that has plenty waiting, and for more of one that has not."""
        with self.news:
            each = [(self.topic, lane.number, lane.main) for lane in self.lanes.values()]
            each += [(self.again, lane.number, lane.again) for lane in self.lanes.values()]
            full = [(t, n, q) for t, n, q in each if not q.paused and len(q.messages) >= FULL]
            low = [(t, n, q) for t, n, q in each if q.paused and len(q.messages) <= LOW]
        for act, some, paused in ((self._consumer.pause, full, True), (self._consumer.resume, low, False)):
            if some:
                act([TopicPartition(topic, number) for topic, number, _ in some])
                for _, _, queue in some:
                    queue.paused = paused

    def _assigned(self, consumer: Any, places: Sequence[Any]) -> None:
        with self.news:
            self.lanes.update({place.partition: Lane(place.partition) for place in places})
            self._assigned_at = time.monotonic()
            self._changed()
        consumer.incremental_assign([*places, *self._of_again(places)])

    def _revoked(self, consumer: Any, places: Sequence[Any]) -> None:
        """Give partitions up, one that is being worked on when it is settled."""
        asked = {place.partition for place in places}
        while self.held is not None and self.held.number in asked and not self._ends():
            if self._serve() & _GONE:  # the group went on without this member, and nothing else will tell it
                break
            self._rest()
        self._lost(consumer, places)

    def _lost(self, consumer: Any, places: Sequence[Any]) -> None:
        """The partitions are others' already. What the member has instead, it is told next."""
        with self.news:
            self._assigned_at = None
            for place in places:
                self.lanes.pop(place.partition, None)
            self._changed()
        consumer.incremental_unassign([*places, *self._of_again(places)])

    def _of_again(self, places: Sequence[Any]) -> list[Any]:
        """The same partitions of the topic of redriven messages: they go with the first's."""
        return [TopicPartition(self.again, place.partition) for place in places]


def group_id(topic: str, group: str) -> str:
    """A group's name in Kafka. Groups of one name on several topics know nothing of each other."""
    return f"{topic}..{group}"


def _found(message: Any) -> Found:
    key = (message.key() or b"").decode("utf-8", errors="replace")
    return Found(message.topic(), message.offset(), Message(key, message.value() or b""))
