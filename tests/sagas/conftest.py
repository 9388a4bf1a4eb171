"""The shop that the tests of sagas run, loaded once, and the stores they run it on."""

import importlib.util
from pathlib import Path

import pytest

from companion.events import SystemClock, VirtualClock

SHOP = Path(__file__).with_name("shop_world.py")


@pytest.fixture(scope="session")
def shop():
    """The module with World, new_store and what goes wrong."""
    spec = importlib.util.spec_from_file_location("sagas_shop_world", SHOP)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def postgres_store(postgres_url):
    """A store on PostgreSQL in a schema of this test's own, which is dropped afterwards."""
    import psycopg

    from companion.engines import PostgresStore

    schema = f"sagas_{SystemClock().new_id().replace('-', '_')}"
    store = PostgresStore(postgres_url, schema=schema, clock=VirtualClock())
    yield store
    store.close()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE")
