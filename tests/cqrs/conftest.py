"""Clients of a Redis in this process and of a real one, both empty."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def fakeredis_client() -> Any:
    """fakeredis with a server of its own: no scripts, no other process."""
    import fakeredis

    return fakeredis.FakeRedis(server=fakeredis.FakeServer())


@pytest.fixture
def valkey_client(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A client of the Valkey that all tests share, in a database that was emptied."""
    import redis

    url = os.environ.get("COMPANION_REDIS_URL")
    if not url:
        pytest.skip("no Valkey yet")
    client = redis.Redis.from_url(url)
    client.flushdb()
    yield client
    client.flushdb()
    client.close()
