"""The same office on PostgreSQL and behind Kafka. Skipped, with the reason, where there is neither."""

from __future__ import annotations

import uuid

import pytest
from companion import engines
from companion.sourcing import MemoryStore
from world import MESSAGES

from box_office.broker import publish, worker
from box_office.decide import places
from box_office.facts import STREAM
from box_office.office import Office

ENDED = {"Cy": "ticket", "Dee": "ticket"}
POST = {"p1": "Ada", "p3": "Cy", "p4": "Dee"}


def test_a_quiet_day_on_postgresql() -> None:
    try:
        from companion.engines import PostgresStore

        url = engines.postgres()
    except (engines.EngineError, ImportError) as problem:
        pytest.skip(str(problem))
    store = PostgresStore(url, schema=f"box_office_{uuid.uuid4().hex[:8]}")
    post: dict[str, str] = {}
    office = Office(store, post.__setitem__)
    for message in MESSAGES * 2:  # each of them twice
        office.handle(message)
    assert (places(store.read_events(STREAM)), office.door.rows(), post) == (ENDED, ENDED, POST)


def test_a_quiet_day_behind_kafka() -> None:
    try:
        from companion.engines import KafkaBroker

        bootstrap = engines.kafka()
    except (engines.EngineError, ImportError) as problem:
        pytest.skip(str(problem))
    broker, store, post = KafkaBroker(bootstrap, partitions=1), MemoryStore(), dict[str, str]()
    for message in MESSAGES:
        publish(broker, message)
        publish(broker, message)
    worker(broker, Office(store, post.__setitem__), wait_s=2).run()
    assert (places(store.read_events(STREAM)), post) == (ENDED, POST)
