"""Runs of `bench_brokers.py` with the raw clients: one process; nothing is decoded or tried again.

Each is measured as the package delivers (every message acknowledged before the next of its partition), and
with a hundred acknowledged at once, which repeats up to a hundred after a crash.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from broker_runs import fresh_name, parcels
from interleaved import Run

from companion.delivery.topics import PARTITIONS, partition_of

BATCH = 100
WAIT_S = 60.0


@contextmanager
def redis_alone(url: str) -> Iterator[dict[str, Run]]:
    """redis-py: XREADGROUP and XACK on four streams."""
    import redis

    client: Any = redis.Redis.from_url(url)
    name = fresh_name()
    streams = [f"{name}:{number}" for number in range(PARTITIONS)]
    for stream in streams:
        client.xgroup_create(stream, "depot", mkstream=True)

    def by(size: int) -> Run:
        def run(n: int) -> float:
            pipe = client.pipeline(transaction=False)
            for key, data in parcels(n):
                pipe.xadd(streams[partition_of(key, PARTITIONS)], {"k": key, "d": data})
            pipe.execute()
            handled: list[bytes] = []
            start = time.perf_counter()
            while found := client.xreadgroup("depot", "one", dict.fromkeys(streams, ">"), count=size):
                for stream, entries in found.items() if isinstance(found, dict) else found:
                    read = entries[0] if entries and isinstance(entries[0], list) else entries
                    handled += [fields[b"d"] for _, fields in read]
                    client.xack(stream, "depot", *(id for id, _ in read))
            seconds = time.perf_counter() - start
            assert len(set(handled)) == len(handled) == n, f"{len(handled)} of {n}"
            return seconds

        return run

    try:
        yield {
            "redis-py, one XACK a message (limit)": by(1),
            f"redis-py, one XACK for {BATCH}": by(BATCH),
        }
    finally:
        client.delete(*streams)
        client.close()


@contextmanager
def kafka_alone(bootstrap: str) -> Iterator[dict[str, Run]]:
    """confluent-kafka: poll and a synchronous commit, all partitions assigned to one consumer."""
    from confluent_kafka import Consumer, Producer, TopicPartition
    from confluent_kafka.admin import AdminClient

    topic = fresh_name()
    quiet = {"bootstrap.servers": bootstrap, "log_level": 0}
    producer = Producer({**quiet, "linger.ms": 5, "acks": "all"})
    producer.produce(topic, b"first", partition=0)  # a producer that asks for a topic makes it
    assert producer.flush(30) == 0
    there = AdminClient(quiet).list_topics(topic, timeout=30).topics[topic]
    assert len(there.partitions) >= PARTITIONS
    settings = {"enable.auto.commit": False, "fetch.wait.max.ms": 100}  # as the package's members have it
    consumer = Consumer({**quiet, "group.id": topic, **settings})
    places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    ends = [consumer.get_watermark_offsets(place, timeout=30)[1] for place in places]
    consumer.assign([TopicPartition(topic, number, end) for number, end in enumerate(ends)])
    assert consumer.poll(1.0) is None  # it is reading now, and nothing is there yet

    def by(size: int) -> Run:
        def run(n: int) -> float:
            for key, data in parcels(n):
                producer.produce(topic, data, key=key, partition=partition_of(key, PARTITIONS))
            assert producer.flush(60) == 0
            handled: list[bytes] = []
            start = time.perf_counter()
            while len(handled) < n:
                found = consumer.poll(0.1) if size == 1 else None
                batch = [found] if found is not None else [] if size == 1 else consumer.consume(size, 0.1)
                for each in batch:
                    assert each.error() is None, each.error()
                    handled.append(each.value())
                if batch:
                    _commit(consumer, batch)
                assert time.perf_counter() - start < WAIT_S, f"{len(handled)} of {n}"
            seconds = time.perf_counter() - start
            assert len(set(handled)) == len(handled) == n
            return seconds

        return run

    def _commit(consumer: Any, batch: list[Any]) -> None:
        last = {each.partition(): each.offset() + 1 for each in batch}
        consumer.commit(
            offsets=[TopicPartition(topic, number, offset) for number, offset in last.items()],
            asynchronous=False,
        )

    try:
        yield {
            "confluent-kafka, one commit a message (limit)": by(1),
            f"confluent-kafka, one commit for {BATCH}": by(BATCH),
        }
    finally:
        consumer.close()
