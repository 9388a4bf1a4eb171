"""The Kafka cluster that librdkafka has for its own tests: the real protocol, inside this process.

It listens on 127.0.0.1, so clients of any kind, in this process and in others, can join it. All its
data is in the memory of this process: it is for lessons and tests. It keeps about 5 MB of each partition and
drops older messages. It has no admin interface: topics are made here, or by a producer that asks
for one (then with 4 partitions). It can be broken on purpose: brokers down, slow answers, injected errors.

confluent-kafka has no function for it; the library inside its wheel has (`rdkafka_mock.h`), called by ctypes.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from typing import Any

from companion.engines.apache_kafka.address import LOCAL_PARTITIONS, opened
from companion.engines.engine import EngineError

ENGINE = "Kafka"
VARIABLE = "COMPANION_KAFKA_BOOTSTRAP"
REMEDY = f"install confluent-kafka from its wheel, or name a running cluster in {VARIABLE}"
BROKERS = 3
PRODUCE, FETCH, OFFSET_COMMIT, JOIN_GROUP, HEARTBEAT = 0, 1, 8, 11, 12
"""Kinds of requests, for `inject`: the API keys of Kafka's protocol."""
NEEDED = (
    "conf_new", "conf_set", "conf_destroy", "new", "destroy", "mock_cluster_new", "mock_cluster_destroy",
    "mock_cluster_bootstraps", "mock_topic_create", "mock_broker_set_down", "mock_broker_set_up",
    "mock_broker_set_rtt", "mock_push_request_errors_array", "mock_clear_request_errors",
)  # fmt: skip
REBALANCE_DELAY = "mock_group_initial_rebalance_delay_ms"

_opening = RLock()


class MockKafka:
    """A cluster of `brokers` brokers, numbered from 1, in this process.

    `bootstrap` is its address, as `KafkaBroker` and any client take it. Raise `EngineError` if the
    library has no mock.
    """

    def __init__(self, brokers: int = BROKERS) -> None:
        if brokers < 1:
            raise ValueError(f"brokers={brokers!r}: a cluster has at least one")
        self.brokers = brokers
        self._library, self._owner = library(), os.getpid()
        self._client = self._new_client()
        self._cluster = ctypes.c_void_p(
            self._call("mock_cluster_new", self._client, brokers, gives=ctypes.c_void_p)
        )
        if not self._cluster:
            self._call("destroy", self._client)
            raise _none("the mock cluster of librdkafka did not start")
        said = self._call("mock_cluster_bootstraps", self._cluster, gives=ctypes.c_char_p)
        self.bootstrap: str = said.decode()
        if hasattr(
            self._library, f"rd_kafka_{REBALANCE_DELAY}"
        ):  # without it a group's first member waits 3 s
            self._call(REBALANCE_DELAY, self._cluster, 0)
        with _opening:
            opened.append(self)
        # Not closed at exit: it ends with the process, and waiting for its threads then can last for ever.

    def create_topic(self, topic: str, partitions: int = LOCAL_PARTITIONS) -> None:
        """Make a topic. Raises ValueError if it exists, or for an impossible name or number."""
        copies = min(self.brokers, 3)
        if self._on("mock_topic_create", topic.encode(), partitions, copies):
            raise ValueError(f"no topic {topic!r} with {partitions} partitions can be made: is it there?")

    def down(self, *brokers: int) -> None:
        """Let these brokers, or all, drop their connections and refuse new ones, as after a power cut."""
        for broker in self._named(brokers):
            self._on("mock_broker_set_down", broker)

    def up(self, *brokers: int) -> None:
        """Let these brokers, or all, answer again; their data is still there."""
        for broker in self._named(brokers):
            self._on("mock_broker_set_up", broker)

    def slow(self, seconds: float, *brokers: int) -> None:
        """Delay the answers of these brokers, or of all (0: no delay). The requests are done at once."""
        for broker in self._named(brokers):
            self._on("mock_broker_set_rtt", broker, round(seconds * 1000))

    def inject(self, request: int, errors: Sequence[int]) -> None:
        """Answer the next requests of a kind (`PRODUCE` …) with these error codes of Kafka's protocol, one
        each, instead of doing what they ask. Only kinds that librdkafka's mock looks up are affected.
        """
        codes = (ctypes.c_int * len(errors))(*errors)
        self._on(
            "mock_push_request_errors_array", ctypes.c_int16(request), ctypes.c_size_t(len(errors)), codes
        )

    def clear(self, request: int) -> None:
        """Forget the errors injected for that kind of request and not yet given."""
        self._on("mock_clear_request_errors", ctypes.c_int16(request))

    def serves(self) -> bool:
        """Whether it is open and belongs to this process: a forked child has no cluster."""
        return bool(self._cluster) and self._owner == os.getpid()

    def close(self) -> None:
        """Stop the cluster; its data is gone. May be called twice; a forked child does nothing."""
        with _opening:
            if self.serves():
                opened.remove(self)
                self._call("mock_cluster_destroy", self._cluster)
                self._call("destroy", self._client)
                self._cluster = ctypes.c_void_p()

    def __enter__(self) -> MockKafka:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"MockKafka({self.brokers} brokers at {self.bootstrap})"

    def _named(self, brokers: Sequence[int]) -> Sequence[int]:
        for broker in brokers:
            if not 1 <= broker <= self.brokers:
                raise ValueError(f"there is no broker {broker}: they are numbered from 1 to {self.brokers}")
        return brokers or range(1, self.brokers + 1)

    def _on(self, name: str, *given: Any) -> int:
        """Call a function of the cluster, which must be open."""
        with _opening:
            if not self.serves():
                reason = "it was closed, or belongs to the process this one was forked from"
                raise EngineError(ENGINE, repr(self), reason, "make a new one")
            code: int = self._call(name, self._cluster, *given, gives=ctypes.c_int)
            return code

    def _call(self, name: str, *given: Any, gives: Any = None) -> Any:
        function = self._library[f"rd_kafka_{name}"]  # a new object each time: no other caller's types
        function.restype = gives
        return function(*given)

    def _new_client(self) -> ctypes.c_void_p:
        """A client without work: librdkafka needs one to hold a cluster."""
        settings = ctypes.c_void_p(self._call("conf_new", gives=ctypes.c_void_p))
        said = ctypes.create_string_buffer(512)
        for name, value in ((b"log_level", b"0"), (b"client.id", b"companion-mock")):
            self._call("conf_set", settings, name, value, said, ctypes.c_size_t(len(said)))
        size = ctypes.c_size_t(len(said))
        client = ctypes.c_void_p(self._call("new", 0, settings, said, size, gives=ctypes.c_void_p))
        if not client:
            self._call("conf_destroy", settings)
            raise _none(f"librdkafka did not start ({said.value.decode(errors='replace')})")
        return client


def library() -> ctypes.CDLL:
    """The librdkafka in the wheel of confluent-kafka. Raises `EngineError` if something is missing."""
    try:
        import confluent_kafka
    except ImportError as problem:
        raise _none(f"confluent-kafka cannot be loaded ({str(problem).splitlines()[0]})") from None
    package = Path(confluent_kafka.__file__).parent
    places = (package.parent / "confluent_kafka.libs", package / ".dylibs")
    files = sorted(file for place in places if place.is_dir() for file in place.glob("*rdkafka[-.]*"))
    for file in files:
        found = ctypes.CDLL(str(file))
        missing = [name for name in NEEDED if not hasattr(found, f"rd_kafka_{name}")]
        if not missing:
            return found
        raise _none(f"librdkafka in {package.name} has no rd_kafka_{missing[0]}")
    raise _none(f"confluent-kafka {confluent_kafka.__version__} brings no librdkafka of its own")


def _none(reason: str) -> EngineError:
    return EngineError(ENGINE, f"No {ENGINE} here", reason, REMEDY)
