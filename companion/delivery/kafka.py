"""A broker on Kafka: what was published outlives every process, and a group's members can be anywhere.

Published is what all copies in sync have. Offsets are committed one by one, so a member that dies repeats at
most the message it had in hand. Tries are counted by the member: whoever gets a message after it begins at 1.
A message's partition is the CRC-32 of its key, as on every broker here; librdkafka's own default differs.
Redriven messages and dead letters have topics of their own, named in `topics.py`; groups are named
`topic..group`. Without an address the cluster is the one that `companion.engines.kafka()` gives.

Left out: transactions, and reading only what was committed in one. A member's name keeps others off it within
one process; other processes see it as `client.id` and are not refused it. A mock cluster (`MockKafka`)
forgets what is more than about 5 MB in a partition, and everything when its process ends.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock
from weakref import WeakMethod

from companion import engines
from companion.engines.kafka_bootstrap import fault
from companion.events import Clock, CompanionError, Envelope, Record, SystemClock, Trace
from companion.events.codec import decode, encode
from companion.events.trace import Kind

from .backend import Start
from .broker import Letters
from .consumer import never
from .errors import BadBrokerURL, BrokerClosed, BrokerUnavailable, DuplicateMember, TopicExists
from .kafka_consumer import KafkaConsumer
from .kafka_letters import LetterBox
from .kafka_link import MOCK, Link, Settings, public
from .kafka_producer import Parcel, Sender
from .kafka_reading import Reading, group_id
from .messages import DeadLetter, Message
from .topics import (
    BACKOFF_S,
    MAX_MESSAGE_BYTES,
    MAX_TRIES,
    PARTITIONS,
    SESSION_S,
    again_topic,
    check_message,
    check_partitions,
    check_settings,
    check_start,
    check_topic,
    partition_of,
)

TIMEOUT_S = 10.0
MOCK_SESSION_S = 2.0
"""The longest session of a member on a mock cluster: it lets each rebalance take as long, less a second."""

_members: dict[tuple[str, str, str, str], KafkaConsumer] = {}  # of this process, by cluster and name
_claiming = Lock()


class KafkaBroker:
    """A broker on the Kafka cluster at `bootstrap`. See `companion.delivery.broker.Broker`.

    `bootstrap` is "host:port,host:port" (None: what `companion.engines.kafka()` gives). `partitions`,
    `max_tries`, `backoff_s`, `session_s` are as for the memory broker; a real cluster takes sessions from 6 s
    to 30 min unless it is set up otherwise. `timeout_s` is how long a call may wait for the cluster, and
    `settings` are more settings of librdkafka, as for TLS. Raises `BadBrokerURL`, ValueError for settings
    that make no sense, and what `companion.engines.kafka` raises. It connects when first used.
    """

    def __init__(
        self,
        bootstrap: str | None = None,
        *,
        clock: Clock | None = None,
        trace: Trace | None = None,
        partitions: int = PARTITIONS,
        max_tries: int = MAX_TRIES,
        backoff_s: float = BACKOFF_S,
        session_s: float = SESSION_S,
        max_message_bytes: int = MAX_MESSAGE_BYTES,
        timeout_s: float = TIMEOUT_S,
        settings: Settings | None = None,
    ) -> None:
        check_partitions(partitions)
        check_settings(max_tries, backoff_s, session_s)
        if not timeout_s > 0:
            raise ValueError(f"timeout_s={timeout_s!r} must be above 0: a cluster needs time to answer")
        if bootstrap is not None and (wrong := fault(bootstrap)):
            raise BadBrokerURL(bootstrap, wrong)
        self.clock: Clock = clock or SystemClock()
        self.trace = trace
        self.default_partitions = partitions
        self.max_tries = max_tries
        self.backoff_s = backoff_s
        self.session_s = session_s
        self.max_message_bytes = max_message_bytes
        self.timeout_s = timeout_s
        self.bootstrap = bootstrap or engines.kafka()
        self.link = Link(self.bootstrap, settings or {}, timeout_s)
        self._sender = Sender(self.link, max_message_bytes)
        self.letters = LetterBox(self.link, self._sender, max_message_bytes)
        self._cluster = ""
        self._consumers: list[KafkaConsumer] = []
        self._closed = False
        self._at_exit = _close_at_exit(self)

    @property
    def place(self) -> str:
        """See `Broker`."""
        return self.link.place

    # --- topics and publishing ----------------------------------------------------------------------------

    def create_topic(self, topic: str, partitions: int | None = None) -> None:
        """See `Broker.create_topic`."""
        check_topic("topic", topic)
        check_partitions(self.default_partitions if partitions is None else partitions)
        self.refuse_closed()
        there = self.link.make(topic, partitions or self.default_partitions)
        if partitions is not None and partitions != there:
            raise TopicExists(topic, there, partitions)

    def topics(self) -> tuple[str, ...]:
        """See `Broker.topics`."""
        self.refuse_closed()
        return public(self.link.topics())

    def partitions(self, topic: str) -> int:
        """See `Broker.partitions`."""
        self.refuse_closed()
        return self.link.count(topic)

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
        self.refuse_closed()
        count = self.link.make(topic, self.default_partitions)
        self._sender.send(
            [Parcel(topic, partition_of(key, count), key.encode(), data) for key, data in messages]
        )
        for message in messages:
            self.note("published", "", message.data)
        self.clock.point(f"after publish {topic}")

    # --- groups -------------------------------------------------------------------------------------------

    def consume(
        self,
        topic: str,
        group: str,
        *,
        member: str | None = None,
        start: Start = "beginning",
        wait_s: float | None = 0.0,
        stop: Callable[[], bool] = never,
    ) -> KafkaConsumer:
        """See `Broker.consume`."""
        check_topic("topic", topic)
        check_topic("group", group)
        check_start(start)
        if member is not None:
            check_topic("member", member)
        self.refuse_closed()
        self._begin(topic, group, start)
        name = member or f"{group[:60]}-{self.clock.new_id()}"
        consumer = KafkaConsumer(self, topic, group, name, wait_s, stop)
        self._consumers.append(consumer)
        return consumer

    def _begin(self, topic: str, group: str, start: Start) -> None:
        """Make the topics of a group that has never read this one, and set where it begins."""
        count = self.link.make(topic, self.default_partitions)
        with suppress(BrokerUnavailable):  # where it cannot be made here, whoever redrives makes it
            self.link.make(again_topic(topic, group), count)
        name = group_id(topic, group)
        if all(offset is None for offset in self.link.committed(name, topic)):
            ends = self.link.ends(topic)
            self.link.begin(name, topic, [low if start == "beginning" else high for low, high in ends])

    def lag(self, topic: str, group: str) -> int:
        """See `Broker.lag`."""
        self.refuse_closed()
        left, name, again = 0, group_id(topic, group), again_topic(topic, group)
        self.link.count(topic)
        for one in (topic, again) if self.link.known(again) else (topic,):
            for (low, high), done in zip(self.link.ends(one), self.link.committed(name, one), strict=True):
                left += high - max(low, done or 0)
        return left

    def dead_letters(self, topic: str, group: str) -> tuple[DeadLetter, ...]:
        """See `Broker.dead_letters`."""
        self.refuse_closed()
        self.link.count(topic)
        return tuple(self.letters.read(topic, group).values())

    def redrive(self, topic: str, group: str, which: Letters = None) -> int:
        """See `Broker.redrive`. Two who redrive one letter at the same time may deliver it twice."""
        self.refuse_closed()
        count, again = self.link.count(topic), again_topic(topic, group)
        chosen = self.letters.chosen(topic, group, which)
        if chosen:
            self.link.make(again, count)
            self._sender.send(
                [Parcel(again, each.partition, each.key.encode(), each.data) for each in chosen]
            )
            self.letters.delete(topic, group, chosen)
        for letter in chosen:
            self.note("redelivered", group, letter.data)
        return len(chosen)

    def discard(self, topic: str, group: str, which: Letters = None) -> int:
        """See `Broker.discard`. Kafka keeps the bytes until it next compacts the topic of dead letters."""
        self.refuse_closed()
        self.link.count(topic)
        chosen = self.letters.chosen(topic, group, which)
        self.letters.delete(topic, group, chosen)
        for letter in chosen:
            self.note("discarded", group, letter.data)
        return len(chosen)

    def close(self) -> None:
        """See `Broker.close`."""
        atexit.unregister(self._at_exit)
        for consumer in list(self._consumers):
            consumer.close()
        if not self._closed:
            self._closed = True
            self._sender.close()
            self.link.close()

    def __deepcopy__(self, memo: object) -> KafkaBroker:
        """Itself: the lab copies what a crashed process wrote down, and a broker is a server beside it."""
        return self

    def __repr__(self) -> str:
        return f"KafkaBroker({self.bootstrap!r})"

    # --- inside -------------------------------------------------------------------------------------------

    def reading(self, topic: str, group: str, member: str) -> Reading:
        """A new stay of a member in its group."""
        death_s = min(self.session_s, MOCK_SESSION_S) if self._name().startswith(MOCK) else self.session_s
        return Reading(self.link, self.clock, topic, group, member, self.session_s, death_s)

    def claim(self, consumer: KafkaConsumer) -> None:
        """Take a member's name within this process. Raises `DuplicateMember`."""
        named = self._name(), consumer.topic, consumer.group, consumer.member
        with _claiming:
            known = _members.get(named)
            if known is not None and known is not consumer and known.living:
                raise DuplicateMember(*named[1:])
            _members[named] = consumer

    def forget(self, consumer: KafkaConsumer) -> None:
        """`consumer` has left."""
        named = self._name(), consumer.topic, consumer.group, consumer.member
        with _claiming:
            if _members.get(named) is consumer:
                del _members[named]
        with suppress(ValueError):
            self._consumers.remove(consumer)

    def _name(self) -> str:
        """The cluster's own name, whichever of its addresses was given."""
        self._cluster = self._cluster or str(self.link.cluster().cluster_id)
        return self._cluster

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

    def refuse_closed(self) -> None:
        """Raise `BrokerClosed` after `close`."""
        if self._closed:
            raise BrokerClosed(self.place)


def _close_at_exit(broker: KafkaBroker) -> Callable[[], None]:
    """Leave the groups at once when the process ends, for programs that forgot to; keeps no broker alive."""
    close = WeakMethod(broker.close)

    def at_exit() -> None:
        (close() or never)()

    atexit.register(at_exit)
    return at_exit
