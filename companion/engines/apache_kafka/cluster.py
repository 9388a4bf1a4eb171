"""A cluster of Kafka, as a client asks it about its topics and groups."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any, Final

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient

from companion.delivery.errors import BrokerUnavailable
from companion.delivery.topics import again_topic

from .address import all_refused, cause, silent

TRY_S: Final = 1.0  # how long one request for the metadata may take
MOCK: Final = "mockCluster"  # how librdkafka's own cluster names itself


class Cluster:
    """A client of one cluster, which can ask it about topics and groups."""

    def __init__(self, bootstrap: str, settings: Mapping[str, Any], timeout_s: float) -> None:
        self.place, self.bootstrap, self.timeout_s = f"Kafka at {bootstrap}", bootstrap, timeout_s
        self._heard: deque[str] = deque(maxlen=100)
        self._given: dict[str, Any] = {**settings, "bootstrap.servers": bootstrap, "log_level": 0}
        self._admin = self.client(AdminClient)
        self._inquirers: dict[str, Any] = {}
        self._lock = RLock()  # one thread at a time asks, publishes or takes letters
        self._name = ""

    def client(self, kind: Any, **more: Any) -> Any:
        """A client of the cluster; `a_b` stands for the setting `a.b`."""
        named = {name.replace("_", "."): value for name, value in more.items()}
        heard = {"error_cb": lambda error: self._heard.append(error.str())}
        return kind({**self._given, **named, **heard}, logger=silent)

    def unavailable(self, problem: Any, unsure: bool = False) -> BrokerUnavailable:
        """The error to raise for a KafkaException or KafkaError."""
        error = problem.args[0] if isinstance(problem, KafkaException) else problem
        self._admin.poll(0)
        lost = error.code() in (KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._ALL_BROKERS_DOWN)
        said = cause(list(self._heard)) if lost else ""
        return BrokerUnavailable(self.place, said or error.str(), unsure)

    @contextmanager
    def _asking(self, group: str = "") -> Iterator[Any]:
        """A client that can ask about a group without being a member."""
        with self._lock:
            if group not in self._inquirers:
                self._inquirers[group] = self.client(
                    Consumer, group_id=group or "companion..inquirer", enable_auto_commit=False,
                    auto_offset_reset="earliest", enable_partition_eof=True, fetch_wait_max_ms=10,
                )  # fmt: skip
            try:
                yield self._inquirers[group]
            except KafkaException as problem:
                raise self.unavailable(problem) from None

    def cluster(self) -> Any:
        """The metadata of the cluster and its topics."""
        until = time.monotonic() + self.timeout_s
        while True:
            self._heard.clear()
            try:
                found = self._admin.list_topics(timeout=min(TRY_S, self.timeout_s))
            except KafkaException as problem:
                self._admin.poll(0)
                if time.monotonic() > until or all_refused(self.bootstrap, self._heard):
                    raise self.unavailable(problem) from None
            else:
                self._name = str(found.cluster_id)
                return found

    def name(self) -> str:
        """The cluster's own name, whichever of its addresses was given."""
        return self._name or str(self.cluster().cluster_id)

    def on_mock(self) -> bool:
        """Whether it is librdkafka's own."""
        return self.name().startswith(MOCK)

    def all_topics(self) -> dict[str, int]:
        """All topics, also those of redriven messages and dead letters."""
        return {name: len(e.partitions) for name, e in self.cluster().topics.items() if e.partitions}

    def ends(self, topic: str, numbers: Sequence[int]) -> list[tuple[int, int]]:
        """The oldest offset and the next one of each of these partitions."""
        with self._asking() as client:
            places = [TopicPartition(topic, number) for number in numbers]
            return [client.get_watermark_offsets(e, timeout=self.timeout_s, cached=False) for e in places]

    def committed(self, group: str, topic: str, count: int) -> list[int | None]:
        """The position of a group in each partition; None without one."""
        with self._asking(group) as client:
            places = [TopicPartition(topic, number) for number in range(count)]
            found = client.committed(places, timeout=self.timeout_s)
        for each in found:
            if each.error is not None:
                raise self.unavailable(each.error)
        return [each.offset if each.offset >= 0 else None for each in found]

    def lag(self, topic: str, group: str) -> int:
        left, there = 0, self.all_topics()
        for one in (topic, again_topic(topic, group)):
            count = there.get(one, 0)
            offsets = self.committed(group_id(topic, group), one, count) if count else []
            for (low, high), done in zip(self.ends(one, range(count)), offsets, strict=True):
                left += max(high - max(low, done or 0), 0)  # a topic made again is shorter than it was
        return left

    def close(self) -> None:
        """Close the clients that asked."""
        with self._lock:
            while self._inquirers:
                self._inquirers.popitem()[1].close()


def group_id(topic: str, group: str) -> str:
    """A group's name in Kafka. Groups of one name on several topics know nothing of each other."""
    return f"{topic}..{group}"
