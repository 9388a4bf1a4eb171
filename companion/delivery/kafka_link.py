"""Everything the Kafka broker asks of a cluster that is no reading: topics, offsets, publishing.

Whatever librdkafka reports comes out as an error of this room, within `timeout_s` seconds and a little.
librdkafka itself would try for ever, and write to standard error meanwhile.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, Final

from companion.engines.kafka_bootstrap import all_refused, cause, silent
from companion.engines.kafka_mock import PARTITIONS as MOCK_PARTITIONS
from companion.engines.kafka_mock import mock_at

from .errors import BrokerUnavailable, UnknownTopic

try:
    from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
    from confluent_kafka.admin import AdminClient
    from confluent_kafka.cimpl import NewTopic
except ImportError as problem:
    raise ImportError(
        f"KafkaBroker needs confluent-kafka, which cannot be loaded here ({problem}): install it, or take a "
        f"MemoryBroker"
    ) from problem

Settings = Mapping[str, Any]
MOCK: Final = "mockCluster"  # how librdkafka's own cluster names itself
TRY_S: Final = 1.0


class Link:
    """A client of one cluster that reads no messages. Safe to use from several threads."""

    def __init__(self, bootstrap: str, settings: Settings, timeout_s: float) -> None:
        self.place = f"Kafka at {bootstrap}"
        self.bootstrap = bootstrap
        self.timeout_s = timeout_s
        self._heard: deque[str] = deque(maxlen=100)
        self._given: dict[str, Any] = {**settings, "bootstrap.servers": bootstrap, "log_level": 0}
        listening: dict[str, Any] = {**self._given, "error_cb": self.hear}
        self._admin = AdminClient(listening, logger=silent)
        self._counts: dict[str, int] = {}
        self._inquirers: dict[str, tuple[Any, Lock]] = {}
        self._lock = Lock()

    def settings(self, **more: Any) -> dict[str, Any]:
        """The settings of another client of the same cluster; `a_b` stands for `a.b`."""
        return self._given | {name.replace("_", "."): value for name, value in more.items()}

    def unavailable(self, problem: Any, unsure: bool = False) -> BrokerUnavailable:
        """The error to raise for a KafkaException or KafkaError."""
        error = problem.args[0] if isinstance(problem, KafkaException) else problem
        said = error.str() if isinstance(error, KafkaError) else str(error)
        self._admin.poll(0)
        if error.code() in (KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._ALL_BROKERS_DOWN):
            said = cause(list(self._heard)) or said
        return BrokerUnavailable(self.place, said, unsure)

    # --- topics -----------------------------------------------------------------------------------------

    def cluster(self) -> Any:
        """What the cluster says of itself and its topics. Raises `BrokerUnavailable`."""
        until = time.monotonic() + self.timeout_s
        while True:
            self._heard.clear()
            try:
                return self._admin.list_topics(timeout=min(TRY_S, self.timeout_s))
            except KafkaException as problem:
                self._admin.poll(0)
                if time.monotonic() > until or all_refused(self.bootstrap, self._heard):
                    raise self.unavailable(problem) from None

    def topics(self) -> dict[str, int]:
        """Every topic with its number of partitions. Raises `BrokerUnavailable`."""
        found = {name: len(topic.partitions) for name, topic in self.cluster().topics.items()}
        self._counts.update({name: count for name, count in found.items() if count})
        return found

    def count(self, topic: str) -> int:
        """How many partitions a topic has. Raises `UnknownTopic`, `BrokerUnavailable`."""
        if topic not in self._counts:
            found = self.topics()
            if not found.get(topic):
                raise UnknownTopic(topic, public(found))
        return self._counts[topic]

    def known(self, topic: str) -> bool:
        """Whether the topic is there. Raises `BrokerUnavailable`."""
        return topic in self._counts or bool(self.topics().get(topic))

    def make(self, topic: str, partitions: int, **config: object) -> int:
        """Make the topic unless it is there; returns how many partitions it has, which another may have
        chosen. Raises `BrokerUnavailable`.
        """
        if topic in self._counts:
            return self._counts[topic]
        cluster = self.cluster()
        if topic not in cluster.topics:
            if str(cluster.cluster_id).startswith(MOCK):
                self._make_on_mock(topic, partitions)
            else:
                self._make_on_real(topic, partitions, config)
        until = time.monotonic() + self.timeout_s
        while not self.topics().get(topic):
            if time.monotonic() > until:
                raise BrokerUnavailable(self.place, f"it did not make topic {topic!r} in {self.timeout_s} s")
            time.sleep(0.02)
        return self._counts[topic]

    def _make_on_real(self, topic: str, partitions: int, config: Mapping[str, object]) -> None:
        named = {name.replace("_", "."): str(value) for name, value in config.items()}
        new = NewTopic(topic, partitions, -1, config=named)  # -1: as many copies as the cluster's default
        try:
            self._admin.create_topics([new], request_timeout=self.timeout_s)[topic].result()
        except KafkaException as problem:
            if problem.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise self.unavailable(problem) from None

    def _make_on_mock(self, topic: str, partitions: int) -> None:
        """The mock takes no orders from an admin client: its process makes the topic, and any other can only
        ask for one that has the mock's own number of partitions.
        """
        mock = mock_at(self.bootstrap)
        if mock is not None:
            try:
                mock.create_topic(topic, partitions)
            except ValueError:
                self._counts.pop(topic, None)  # somebody was faster; how many it has is asked after this
            return
        if partitions != MOCK_PARTITIONS:
            raise BrokerUnavailable(
                self.place,
                f"a mock cluster of another process makes topics of {MOCK_PARTITIONS} partitions only, and "
                f"{topic!r} is to have {partitions}: make it in the process that started the cluster",
            )
        from confluent_kafka import Producer

        asking = Producer(self.settings(), logger=silent)
        try:
            asking.list_topics(topic, timeout=self.timeout_s)
        except KafkaException as problem:
            raise self.unavailable(problem) from None

    # --- offsets ----------------------------------------------------------------------------------------

    def committed(self, group: str, topic: str) -> list[int | None]:
        """Where a group stands in each partition; None where it never was. Raises `BrokerUnavailable`."""
        places = [TopicPartition(topic, number) for number in range(self.count(topic))]
        inquirer, lock = self._inquirer(group)
        try:
            with lock:
                found = inquirer.committed(places, timeout=self.timeout_s)
        except KafkaException as problem:
            raise self.unavailable(problem) from None
        for each in found:
            if each.error is not None:
                raise self.unavailable(each.error)
        return [each.offset if each.offset >= 0 else None for each in found]

    def ends(self, topic: str, numbers: Sequence[int] | None = None) -> list[tuple[int, int]]:
        """The oldest offset and the next one of each of these partitions, or of all.

        Raises `UnknownTopic`, `BrokerUnavailable`.
        """
        inquirer, lock = self._inquirer("")
        found = []
        for number in range(self.count(topic)) if numbers is None else numbers:
            try:
                with lock:
                    place = TopicPartition(topic, number)
                    low, high = inquirer.get_watermark_offsets(place, timeout=self.timeout_s, cached=False)
            except KafkaException as problem:
                raise self.unavailable(problem) from None
            found.append((low, high))
        return found

    def begin(self, group: str, topic: str, offsets: Sequence[int]) -> bool:
        """Set a group without members to these offsets; False when it has members, who have set it."""
        places = [TopicPartition(topic, number, offset) for number, offset in enumerate(offsets)]
        inquirer, lock = self._inquirer(group)
        try:
            with lock:
                inquirer.commit(offsets=places, asynchronous=False)
        except KafkaException as problem:
            if problem.args[0].code() in (KafkaError.UNKNOWN_MEMBER_ID, KafkaError.ILLEGAL_GENERATION):
                return False
            raise self.unavailable(problem) from None
        return True

    def all_of(self, topic: str, number: int) -> list[Any]:
        """Every message of a partition there is now, oldest first. Raises `BrokerUnavailable`."""
        [(low, high)] = self.ends(topic, [number])
        found: list[Any] = []
        inquirer, lock = self._inquirer("")
        until = time.monotonic() + self.timeout_s
        with lock:
            inquirer.assign([TopicPartition(topic, number, low)])
            try:
                at = low
                while at < high:
                    message = inquirer.poll(0.1)
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
                inquirer.unassign()
        return found

    def _inquirer(self, group: str) -> tuple[Any, Lock]:
        """A client that may ask about a group without being a member, and its lock."""
        with self._lock:
            if group not in self._inquirers:
                settings = self.settings(
                    group_id=group or "companion..inquirer", enable_auto_commit=False,
                    auto_offset_reset="earliest", enable_partition_eof=True,
                )  # fmt: skip
                asking = Consumer({**settings, "error_cb": self.hear}, logger=silent)
                self._inquirers[group] = asking, Lock()
            return self._inquirers[group]

    def hear(self, error: Any) -> None:
        """What librdkafka calls when something went wrong beside what was asked of it."""
        self._heard.append(error.str())

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            gone, self._inquirers = list(self._inquirers.values()), {}
        for inquirer, lock in gone:
            with lock:
                inquirer.close()


def public(names: Mapping[str, int]) -> tuple[str, ...]:
    """The topics that users made, sorted: no dead letters, no redriven messages, none of Kafka's own."""
    return tuple(sorted(name for name in names if ".." not in name and not name.startswith("__")))
