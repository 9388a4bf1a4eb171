"""What tests of delivery share: the table of promises beside them, a schema of their own on PostgreSQL."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.events import SystemClock

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """A schema's name that nobody else has; what is made under it is dropped afterwards."""
    import psycopg

    name = f"delivery_{SystemClock().new_id().replace('-', '_')}"
    yield name
    with psycopg.connect(postgres_url, autocommit=True) as link:
        link.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")
