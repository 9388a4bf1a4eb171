"""Every broker of ours keeps every promise of the public suite, and the table of promises says no more."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import test_broker_promises_kafka
from broker_table import BROKERS, PROMISES, Row, table

from companion.delivery import MemoryBroker
from companion.engines import RedisBroker
from companion.testing import BROKER_PROMISES, BrokerBackend, BrokerPromises, Lacking, Opening


class TestMemoryBroker(BrokerPromises):
    virtual = True
    lasts = False
    processes = False
    examples = 200

    def opening(self, **settings: Any) -> Opening:
        return Opening(MemoryBroker, **settings)


class TestRedisBrokerOnFakeRedis(BrokerPromises):
    processes = False
    session_s = 1.0

    @pytest.fixture(autouse=True)
    def _client(self, fakeredis_client: Any) -> None:
        self.client = fakeredis_client

    def opening(self, **settings: Any) -> Opening:
        return Opening(RedisBroker, self.client, **settings)


class TestRedisBrokerOnValkey(BrokerPromises):
    session_s = 1.0

    @pytest.fixture(autouse=True)
    def _server(self, redis_url: str) -> Iterator[None]:
        import redis

        self.url, self.prefix = redis_url, f"promises-{uuid4().hex[:12]}"
        yield
        client = redis.Redis.from_url(redis_url)
        left = list(client.scan_iter(match=f"*{self.prefix}*", count=1_000))
        if left:
            client.unlink(*left)
        client.close()

    def opening(self, **settings: Any) -> Opening:
        return Opening(RedisBroker, self.url, prefix=self.prefix, **settings)


def test_a_suite_that_was_not_told_about_a_broker_says_what_to_write() -> None:
    with pytest.raises(NotImplementedError, match="return Opening"):
        BrokerPromises().opening()


SUITES = {
    "memory": TestMemoryBroker,
    "Redis Streams": TestRedisBrokerOnValkey,
    "Kafka": test_broker_promises_kafka.TestKafkaBroker,
}
BY_NAME = {promise.name: promise for promise in BROKER_PROMISES}


class Reached(Exception):
    """A promise asked for a broker."""


def is_tried(broker: str, promise: str) -> bool:
    """Whether the suite tries this promise on that broker, as its tests above declare it."""
    suite = SUITES[broker]

    def opening(**settings: Any) -> Opening:
        raise Reached

    backend = BrokerBackend(
        opening, virtual=suite.virtual, lasts=suite.lasts, processes=suite.processes,
        counts_tries=suite.counts_tries,
    )  # fmt: skip
    try:
        BY_NAME[promise](backend)
    except Lacking:
        return False
    except Reached:
        return True
    raise AssertionError(f"{promise!r} opened no broker")


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: row.promise.replace(" ", "-"))
def test_each_answer_of_the_table_is_tried_on_that_broker_or_says_no(row: Row) -> None:
    tried = [is_tried(broker, row.promise) for broker in BROKERS]
    assert [answer.kept for answer in row.answers] == tried
    assert [not answer.text.startswith("no") for answer in row.answers] == tried


def test_contributing_shows_the_table() -> None:
    contributing = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"
    assert table() in contributing.read_text(encoding="utf-8")
