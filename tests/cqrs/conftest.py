"""Clients of a Redis in this process and of a real one, and names there that no other test has."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def fakeredis_client() -> Any:
    """fakeredis with a server of its own: no scripts, no other process."""
    import fakeredis

    return fakeredis.FakeRedis(server=fakeredis.FakeServer())


@pytest.fixture
def redis_name() -> str:
    """What begins the name of every key of this test."""
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def valkey_client(redis_url: str, redis_name: str) -> Iterator[Any]:
    """A client of the Valkey that all tests share; the keys of this test's name are gone after it."""
    import redis

    client = redis.Redis.from_url(redis_url)
    yield client
    left = list(client.scan_iter(match=f"{redis_name}*", count=1_000))
    if left:
        client.unlink(*left)
    client.close()
