"""Stores, and disks of the lab, for the scenarios that run on any store."""

import itertools
from uuid import uuid4

import pytest

from companion.delivery import MemoryBroker
from companion.events import VirtualClock
from companion.lab import StoreDisk
from companion.sourcing import MemoryStore


@pytest.fixture(params=["memory", "sqlite"])
def disks(request, tmp_path):
    """`disks(prepare, mails=[])` is a factory of fresh disks whose store was prepared by `prepare(store)`."""
    number = itertools.count()
    made = []

    def opener():
        if request.param == "memory":
            return lambda clock: MemoryStore(clock=clock)
        from companion.sourcing.sqlite import SQLiteStore

        path = tmp_path / f"{next(number)}.db"
        return lambda clock: SQLiteStore(path, clock=clock, durability="NORMAL")

    def disks(prepare=lambda store: None, **initial):
        def fresh():
            disk = StoreDisk(opener(), **initial)
            made.append(disk)
            prepare(disk.store)
            return disk

        return fresh

    yield disks
    for disk in made:
        disk.let_go()


@pytest.fixture
def clock():
    """Virtual time."""
    return VirtualClock()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request, clock, tmp_path):
    """An empty store of each kind, on `clock`."""
    if request.param == "memory":
        one = MemoryStore(clock=clock)
    elif request.param == "sqlite":
        from companion.sourcing.sqlite import SQLiteStore

        one = SQLiteStore(tmp_path / "store.db", clock=clock, durability="NORMAL")
    else:
        one = request.getfixturevalue("postgres_store")
    yield one
    one.close()


@pytest.fixture
def postgres_store(postgres_url, clock):
    """A store on PostgreSQL in a schema of its own, which is gone after the test."""
    import psycopg

    from companion.engines import PostgresStore

    schema = f"test_{uuid4().hex}"
    one = PostgresStore(postgres_url, schema=schema, clock=clock)
    yield one
    one.close()
    with psycopg.connect(postgres_url, autocommit=True) as link:
        link.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')


@pytest.fixture
def topic():
    """A topic that no other test writes to."""
    return f"test_{uuid4().hex}"


@pytest.fixture(params=["memory", "redis", "kafka"])
def broker(request, clock):
    """A broker of each kind; the servers are shared, so use `topic`."""
    if request.param == "memory":
        one = MemoryBroker(clock=clock)
    elif request.param == "redis":
        from companion.engines import RedisBroker

        one = RedisBroker(request.getfixturevalue("redis_url"), prefix=f"test_{uuid4().hex}")
    else:
        from companion.engines import KafkaBroker

        one = KafkaBroker(request.getfixturevalue("kafka_bootstrap"))
    yield one
    one.close()


@pytest.fixture
def redis_client(redis_url):
    """A client of the Valkey that all tests share, and a prefix whose keys are gone after the test."""
    import redis

    client, prefix = redis.Redis.from_url(redis_url), f"test_{uuid4().hex}:"
    yield client, prefix
    for key in client.scan_iter(f"{prefix}*"):
        client.delete(key)
    client.close()
