"""A broker on Kafka: messages outlive every process, and the members of a group can be on any machine.

A message is published when all in-sync replicas have it. Offsets are committed one by one, so after the death
of a member at most its current message is repeated. A member reads in its own thread (`member.py`): one whose
handler is slower than `session_s` (`max.poll.interval.ms`) loses its partition. Tries are counted by the
member: the next member begins at 1. A message's partition is the CRC-32 of its key, as on
every broker here; librdkafka's own default differs. Redriven messages and dead letters have topics of their
own, named in `topics.py`; a letter is the unchanged message, with reason, tries and time in headers; a
message without a value deletes it. Groups are named `topic..group`.

Left out: transactions, and reading only what was committed in one. The name of a member is unique only within
one process; other processes see it as `client.id` and can use it too. A mock cluster (`MockKafka`) keeps
about 5 MB of a partition, and nothing after its process ends.
"""

from __future__ import annotations

import atexit
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, Unpack
from weakref import WeakMethod

from companion.delivery.backend import Choose, DeadLetter, Joining, Message
from companion.delivery.broker import Broker, Settings
from companion.delivery.consumer import never
from companion.delivery.errors import BrokerUnavailable, too_large
from companion.delivery.topics import MAX_MESSAGE_BYTES, again_topic, dead_topic
from companion.events import BadInput
from companion.events.clock import moment_of

from .address import LOCAL_PARTITIONS, fault, local_at

try:
    from confluent_kafka import KafkaError, KafkaException, Producer, TopicPartition
    from confluent_kafka.cimpl import NewTopic
except ImportError as problem:
    raise ImportError(
        f"KafkaBroker needs confluent-kafka, which cannot be loaded here ({problem}): install it, or take a "
        f"MemoryBroker"
    ) from problem

from .cluster import TRY_S, Cluster, group_id  # it imports confluent-kafka, too
from .member import KafkaSeat, message_of

ROOM: Final = 262_144  # bytes that key and headers may take beside a message
LONGEST_REASON: Final = 20_000  # characters of a reason that are kept
TIMEOUT_S: Final = 10.0
Header = tuple[str, bytes]


class KafkaBroker(Broker):
    """A broker on the Kafka cluster at `bootstrap`, with the settings of `Broker`.

    `bootstrap` is "host:port,host:port", as `companion.engines.kafka()` gives it. A real cluster takes
    sessions from 6 s to 30 min unless it is set up otherwise. `timeout_s` is how long a call may wait for the
    cluster, and `settings` are more settings of librdkafka, as for TLS. Raises `BadInput`. It connects when
    first used. An acknowledgement that the cluster does not answer is given up after twice as long and a
    session; until its answer comes, its member can do nothing else.
    """

    def __init__(
        self,
        bootstrap: str,
        *,
        timeout_s: float = TIMEOUT_S,
        settings: Mapping[str, Any] | None = None,
        **others: Unpack[Settings],
    ) -> None:
        if not timeout_s > 0:
            raise ValueError(f"timeout_s={timeout_s!r} must be above 0: a cluster needs time to answer")
        if wrong := fault(bootstrap):
            raise BadInput("address of a broker", bootstrap, wrong)
        limit = others.get("max_message_bytes", MAX_MESSAGE_BYTES)
        self.bootstrap = bootstrap
        super().__init__(KafkaBackend(self.bootstrap, settings or {}, timeout_s, limit), **others)
        self._at_exit = _close_at_exit(self)

    def close(self) -> None:
        """See `Broker.close`."""
        atexit.unregister(self._at_exit)
        super().close()


def _close_at_exit(broker: KafkaBroker) -> Callable[[], None]:
    """Leave the groups when the process ends, if the program did not; it keeps no broker alive."""
    close = WeakMethod(broker.close)

    def at_exit() -> None:
        (close() or never)()

    atexit.register(at_exit)
    return at_exit


class KafkaBackend(Cluster):
    """Topics, publishing and letters on one cluster. See `Backend`."""

    def __init__(self, bootstrap: str, settings: Mapping[str, Any], timeout_s: float, limit: int) -> None:
        super().__init__(bootstrap, settings, timeout_s)
        self._limit = limit
        self._producer: Any = None

    # --- topics -----------------------------------------------------------------------------------------

    def topics(self) -> dict[str, int]:
        found = self.all_topics().items()
        return {name: n for name, n in found if ".." not in name and not name.startswith("__")}

    def make(self, topic: str, partitions: int, **config: object) -> int:
        there = self.all_topics()
        if topic not in there:
            if self.on_mock():
                self._make_on_mock(topic, partitions)
            else:
                self._make_on_real(topic, partitions, config)
        until = time.monotonic() + self.timeout_s
        while topic not in there:
            if time.monotonic() > until:
                raise BrokerUnavailable(self.place, f"it did not make topic {topic!r} in {self.timeout_s} s")
            there = self.all_topics()
        return there[topic]

    def _make_on_real(self, topic: str, partitions: int, config: Mapping[str, object]) -> None:
        named = {name.replace("_", "."): str(value) for name, value in config.items()}
        new = NewTopic(topic, partitions, -1, config=named)  # -1: as many copies as the cluster's default
        try:
            self._admin.create_topics([new], request_timeout=self.timeout_s)[topic].result()
        except KafkaException as problem:
            if problem.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise self.unavailable(problem) from None

    def _make_on_mock(self, topic: str, partitions: int) -> None:
        """The mock has no admin interface: its own process makes the topic, and another can only ask for one
        with the mock's default number of partitions. Dead letters use only partition 0.
        """
        mock = local_at(self.bootstrap)
        if mock is not None:
            with suppress(ValueError):  # another thread was faster
                mock.create_topic(topic, partitions)
        elif partitions != LOCAL_PARTITIONS and not topic.endswith("..dead"):
            raise BrokerUnavailable(
                self.place,
                f"a mock cluster of another process makes topics of {LOCAL_PARTITIONS} partitions only, and "
                f"{topic!r} is to have {partitions}: make it in the process that started the cluster",
            )
        else:
            try:
                self.client(Producer).list_topics(topic, timeout=self.timeout_s)
            except KafkaException as problem:
                raise self.unavailable(problem) from None

    # --- messages ---------------------------------------------------------------------------------------

    def append(self, topic: str, count: int, messages: Sequence[tuple[int, Message]]) -> bool:
        self._write(topic, [(number, key.encode(), data, []) for number, (key, data) in messages])
        return True

    def _write(self, topic: str, parcels: Sequence[tuple[int, bytes, bytes | None, list[Header]]]) -> None:
        """Write in order; returns when all in-sync replicas have them all. Idempotent and gapless: a retry
        after a lost answer writes none twice, and none after one that was not written. A failure ends such a
        producer: the next call has a new one.
        """
        with self._lock:
            producer = self._producer = self._producer or self._new_producer()
            reports: list[Any] = []
            begun, problem = 0, None
            while begun < len(parcels) and problem is None:
                problem, taken = _produce(producer, topic, parcels[begun], reports)
                begun += taken
            until = time.monotonic() + self.timeout_s + 5.0  # librdkafka's own limit comes first
            while len(reports) < begun and time.monotonic() < until:
                _poll(producer, 0.1)
            problem = next((each for each in reports if each is not None), problem)
            if problem is None and len(reports) == begun:
                return
            self._producer = None
            producer.purge()
        if problem is None:
            raise BrokerUnavailable(self.place, "it gave no answer", unsure=True)
        if problem.code() == KafkaError.MSG_SIZE_TOO_LARGE:
            size = max(len(data or b"") for _, _, data, _ in parcels)
            raise too_large(topic, size, min(self._limit, size - 1))
        raise self.unavailable(problem, unsure=begun > 0)

    def _new_producer(self) -> Any:
        """A producer that has its id. librdkafka asks for one when the cluster answers a question, else only
        every half second, and at the first question it may not be connected to a broker that gives ids.
        """
        producer = self.client(
            Producer, enable_idempotence=True, enable_gapless_guarantee=True, acks="all", linger_ms=0,
            message_timeout_ms=round(self.timeout_s * 1000), message_max_bytes=self._limit + ROOM,
        )  # fmt: skip
        with suppress(KafkaException):  # the cluster is gone: then the first message says so
            for _ in range(2):
                producer.list_topics(timeout=min(TRY_S, self.timeout_s))
        return producer

    def join(self, joining: Joining) -> KafkaSeat:
        topic, group = joining.topic, group_id(joining.topic, joining.group)
        count = self.all_topics()[topic]
        with suppress(BrokerUnavailable):  # if it cannot be made here, redrive makes it
            self.make(again_topic(topic, joining.group), count)
        if all(offset is None for offset in self.committed(group, topic, count)):
            ends = self.ends(topic, range(count))
            self._begin(group, topic, [low if joining.start == "beginning" else high for low, high in ends])
        return KafkaSeat(self, group, joining, self.keep)

    def _begin(self, group: str, topic: str, offsets: Sequence[int]) -> None:
        """Set a group without members to these offsets; in other groups the members have set them."""
        places = [TopicPartition(topic, number, offset) for number, offset in enumerate(offsets)]
        with self._asking(group) as client:
            try:
                client.commit(offsets=places, asynchronous=False)
            except KafkaException as problem:
                has_members = KafkaError.UNKNOWN_MEMBER_ID, KafkaError.ILLEGAL_GENERATION
                if problem.args[0].code() not in has_members:
                    raise

    # --- dead letters -----------------------------------------------------------------------------------

    def keep(self, letter: DeadLetter) -> None:
        """Keep a letter; returns when the cluster has it."""
        topic = dead_topic(letter.topic, letter.group)
        self.make(topic, 1, cleanup_policy="compact", max_message_bytes=self._limit + ROOM, retention_ms=-1)
        self._write(topic, [(0, letter.id.encode(), letter.data, _headers(letter))])

    def letters(self, topic: str, group: str) -> list[DeadLetter]:
        found: dict[str, DeadLetter] = {}
        for message in self._all_of(dead_topic(topic, group)):
            id = (message.key() or b"").decode(errors="replace")
            if message.value() is None:
                found.pop(id, None)
            else:
                found[id] = _letter(id, topic, group, message)
        return list(found.values())

    def take(self, topic: str, group: str, choose: Choose, again: bool) -> list[DeadLetter]:
        """Two processes that redrive one letter at the same time may deliver it twice. Kafka keeps the bytes
        of a discarded letter until it compacts the topic.
        """
        with self._lock:
            chosen = choose(self.letters(topic, group))
            if chosen and again:
                back = again_topic(topic, group)
                self.make(back, self.all_topics()[topic])
                self._write(back, [(e.partition, e.key.encode(), e.data, []) for e in chosen])
            self._write(dead_topic(topic, group), [(0, e.id.encode(), None, []) for e in chosen])
            return chosen

    def _all_of(self, topic: str) -> list[Any]:
        """Every current message of partition 0, oldest first."""
        found: list[Any] = []
        if topic not in self.all_topics():
            return found
        [(at, high)] = self.ends(topic, [0])
        with self._asking() as client:
            until = time.monotonic() + self.timeout_s
            client.assign([TopicPartition(topic, 0, at)])
            try:
                while at < high:
                    message = client.poll(0.1)
                    if message is None:
                        if time.monotonic() > until:
                            raise BrokerUnavailable(self.place, f"it gave no message of {topic} in time")
                    elif message.error() is None:
                        at = message.offset() + 1
                        found += [message] if message.offset() < high else []
                        until = time.monotonic() + self.timeout_s
                    elif message.error().code() == KafkaError._PARTITION_EOF:
                        at = message.offset()
            finally:
                client.unassign()
        return found

    def close(self) -> None:
        with self._lock:
            self._producer = None
        super().close()


def _produce(producer: Any, topic: str, parcel: Any, reports: list[Any]) -> tuple[Any, bool]:
    """Give one message to librdkafka, unless its queue is full. Return the error, and whether it was
    taken.
    """
    number, key, data, headers = parcel
    try:
        producer.produce(
            topic, value=data, key=key, partition=number, headers=headers,
            on_delivery=lambda error, _: reports.append(error),
        )  # fmt: skip
    except BufferError:
        _poll(producer, 0.1)
        return None, False
    except KafkaException as refused:
        return refused.args[0], False
    _poll(producer, 0)
    return None, True


def _poll(producer: Any, wait_s: float) -> None:
    """Let reports come in. They also say whether the producer has failed, and why."""
    with suppress(KafkaException):
        producer.poll(wait_s)


def _headers(letter: DeadLetter) -> list[Header]:
    return [
        ("topic", letter.topic.encode()),
        ("group", letter.group.encode()),
        ("key", letter.key.encode()),
        ("partition", str(letter.partition).encode()),
        ("reason", letter.reason[:LONGEST_REASON].encode(errors="replace")),
        ("tries", str(letter.tries).encode()),
        ("time", letter.time.isoformat().encode()),
    ]


def _letter(id: str, topic: str, group: str, message: Any) -> DeadLetter:
    """What another program put there is a letter too, whatever it does not say of itself."""
    known = {name: value.decode(errors="replace") for name, value in message.headers() or () if value}
    numbers = (known.get(name, "") for name in ("partition", "tries"))
    partition, tries = (int(each) if each.isdecimal() else 0 for each in numbers)
    try:
        given_up = datetime.fromisoformat(known["time"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        given_up = moment_of(max(message.timestamp()[1], 0) * 1000)
    return DeadLetter(
        id=id, topic=topic, group=group, key=known.get("key", ""), partition=partition,
        data=message_of(message).data, reason=known.get("reason", ""), tries=tries, time=given_up,
    )  # fmt: skip
