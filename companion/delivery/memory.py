"""A broker in memory: the reference the others are compared with, and the one for lessons and tests.

It keeps what a process can keep: every message until the process ends. Members are threads, or turns taken in
one thread; under a `VirtualClock` waiting takes no time and every run is the same. `clock.point` lets the lab
strike before and after each publish, acknowledgement, rejection and dead letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Condition, Lock

from companion.events import Clock, CompanionError, Envelope, Record, SystemClock, Trace
from companion.events.codec import decode, encode
from companion.events.trace import Kind

from .broker import Letters, Start, never
from .errors import BrokerClosed, TopicExists, UnknownTopic
from .memory_consumer import MemoryConsumer
from .memory_group import Group, Lane
from .messages import DeadLetter, Message
from .topics import (
    BACKOFF_S,
    MAX_MESSAGE_BYTES,
    MAX_TRIES,
    PARTITIONS,
    SESSION_S,
    check_message,
    check_partitions,
    check_settings,
    check_start,
    check_topic,
    partition_of,
)


class MemoryBroker:
    """A broker in this process's memory. See `companion.delivery.broker.Broker`.

    `partitions` is how many a topic gets unless `create_topic` says otherwise, `max_tries` how often a
    message is delivered before it is a dead letter, `backoff_s` the wait before the second try (doubled with
    each), `session_s` how long a member may be silent. Of 8 members of a topic with 4 partitions those that
    joined 1st, 3rd, 5th and 7th have one each, the others stand by. Raises ValueError for settings that make
    no sense.
    """

    place = "The broker in memory"

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        trace: Trace | None = None,
        partitions: int = PARTITIONS,
        max_tries: int = MAX_TRIES,
        backoff_s: float = BACKOFF_S,
        session_s: float = SESSION_S,
        max_message_bytes: int = MAX_MESSAGE_BYTES,
    ) -> None:
        check_partitions(partitions)
        check_settings(max_tries, backoff_s, session_s)
        self.clock: Clock = clock or SystemClock()
        self.trace = trace
        self.default_partitions = partitions
        self.max_tries = max_tries
        self.backoff_s = backoff_s
        self.session_s = session_s
        self.max_message_bytes = max_message_bytes
        self.news = Condition(Lock())  # held for every look at or change of what is below
        self.changes = 0
        self._topics: dict[str, list[list[Message]]] = {}
        self._groups: dict[tuple[str, str], Group] = {}
        self._consumers: list[MemoryConsumer] = []
        self._closed = False

    # --- topics and publishing ------------------------------------------------------------------------

    def create_topic(self, topic: str, partitions: int | None = None) -> None:
        """See `Broker.create_topic`."""
        check_topic("topic", topic)
        check_partitions(self.default_partitions if partitions is None else partitions)
        with self.news:
            there = len(self._topic(topic, partitions))
        if partitions is not None and partitions != there:
            raise TopicExists(topic, there, partitions)

    def topics(self) -> tuple[str, ...]:
        """See `Broker.topics`."""
        with self.news:
            self.refuse_closed()
            return tuple(sorted(self._topics))

    def partitions(self, topic: str) -> int:
        """See `Broker.partitions`."""
        with self.news:
            return len(self._known(topic))

    def publish(self, topic: str, key: str, envelope: Envelope) -> None:
        """See `Broker.publish`."""
        self.send(topic, [Message(key, encode(envelope))])

    def send(self, topic: str, messages: Iterable[Message]) -> None:
        """See `Broker.send`."""
        messages = list(messages)
        check_topic("topic", topic)
        for key, data in messages:
            check_message(topic, key, data, self.max_message_bytes)
        self.clock.point(f"before publish {topic}")
        with self.news:
            self.refuse_closed()
            log = self._topic(topic)
            for key, data in messages:
                log[partition_of(key, len(log))].append(Message(key, data))
            self.changed()
        for message in messages:
            self.note("published", "", message.data)
        self.clock.point(f"after publish {topic}")

    # --- groups ---------------------------------------------------------------------------------------

    def consume(
        self,
        topic: str,
        group: str,
        *,
        member: str | None = None,
        start: Start = "beginning",
        wait_s: float | None = 0.0,
        stop: Callable[[], bool] = never,
    ) -> MemoryConsumer:
        """See `Broker.consume`."""
        check_topic("topic", topic)
        check_topic("group", group)
        check_start(start)
        if member is not None:
            check_topic("member", member)
        with self.news:
            self.refuse_closed()
            one = self._group(topic, group, start)
            name = member or one.name_for_member()
            consumer = MemoryConsumer(self, one, name, wait_s, stop)
            one.seen(name, consumer, self.clock.now())
            self._consumers.append(consumer)
        return consumer

    def lag(self, topic: str, group: str) -> int:
        """See `Broker.lag`."""
        with self.news:
            known = self._known(topic)
            one = self._groups.get((topic, group))
            return one.lag() if one else sum(map(len, known))

    def dead_letters(self, topic: str, group: str) -> tuple[DeadLetter, ...]:
        """See `Broker.dead_letters`."""
        with self.news:
            self._known(topic)
            one = self._groups.get((topic, group))
            return tuple(one.letters.values()) if one else ()

    def redrive(self, topic: str, group: str, which: Letters = None) -> int:
        """See `Broker.redrive`."""
        with self.news:
            self._known(topic)
            one = self._group(topic, group)
            chosen = one.chosen(which)
            for letter in chosen:
                one.lanes[letter.partition].again.append(Message(letter.key, letter.data))
                del one.letters[letter.id]
            self.changed()
        for letter in chosen:
            self.note("redelivered", group, letter.data)
        return len(chosen)

    def discard(self, topic: str, group: str, which: Letters = None) -> int:
        """See `Broker.discard`."""
        with self.news:
            self._known(topic)
            one = self._group(topic, group)
            chosen = one.chosen(which)
            for letter in chosen:
                del one.letters[letter.id]
        for letter in chosen:
            self.note("discarded", group, letter.data)
        return len(chosen)

    def close(self) -> None:
        """See `Broker.close`. What was published goes with the broker."""
        for consumer in self._consumers:
            consumer.close()
        with self.news:
            self._closed = True
            self.changed()

    def __deepcopy__(self, memo: object) -> MemoryBroker:
        """Itself: the lab copies what a crashed process had written down, and a broker is a server beside
        it.
        """
        return self

    def __repr__(self) -> str:
        with self.news:
            count = sum(len(log) for topic in self._topics.values() for log in topic)
            return f"MemoryBroker({count} messages in {len(self._topics)} topics)"

    # --- inside ---------------------------------------------------------------------------------------

    def changed(self) -> None:
        """Wake those who wait. Under the lock."""
        self.changes += 1
        self.news.notify_all()

    def note(
        self, kind: Kind, service: str, data: bytes, handler: str = "", attempt: int = 1, error: str = ""
    ) -> None:
        """Record what happened to a message, when there is a trace. A poison message has no envelope."""
        if self.trace is not None and self.trace.enabled:
            envelope = None
            with suppress(CompanionError):
                envelope = decode(data)
            service = service or (envelope.service or "" if envelope else "")
            self.trace.add(Record(kind, self.clock.now(), service, handler, envelope, attempt, error))

    def _topic(self, topic: str, partitions: int | None = None) -> list[list[Message]]:
        """The partitions of a topic, made now if need be."""
        self.refuse_closed()
        if topic not in self._topics:
            self._topics[topic] = [[] for _ in range(partitions or self.default_partitions)]
        return self._topics[topic]

    def _known(self, topic: str) -> list[list[Message]]:
        self.refuse_closed()
        if topic not in self._topics:
            raise UnknownTopic(topic, tuple(sorted(self._topics)))
        return self._topics[topic]

    def _group(self, topic: str, group: str, start: Start = "beginning") -> Group:
        known = self._groups.get((topic, group))
        if known is None:
            lanes = [Lane(log, 0 if start == "beginning" else len(log)) for log in self._topic(topic)]
            known = self._groups[topic, group] = Group(topic, group, lanes, self.session_s)
        return known

    def refuse_closed(self) -> None:
        """Raise `BrokerClosed` after `close`."""
        if self._closed:
            raise BrokerClosed(self.place)

    def forget(self, consumer: MemoryConsumer) -> None:
        """`consumer` has left."""
        with self.news, suppress(ValueError):
            self._consumers.remove(consumer)
