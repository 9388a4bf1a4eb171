"""Our saga engine keeps every promise of the public suite, on a store in memory and on those that last."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from companion.engines import PostgresStore
from companion.sourcing import SQLiteStore
from companion.testing import CompanionSaga, SagaPromises


class TestOnMemory(SagaPromises):
    @pytest.fixture
    def engine(self) -> Callable[..., Any]:
        return CompanionSaga


class TestOnSQLite(SagaPromises):
    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Callable[..., Any]]:
        store = SQLiteStore(tmp_path / "sagas.db", durability="NORMAL")
        yield on(store)
        store.close()


class TestOnPostgres(SagaPromises):
    @pytest.fixture
    def engine(self, postgres_url: str) -> Iterator[Callable[..., Any]]:
        schema = f"sagas_{uuid.uuid4().hex[:12]}"
        store = PostgresStore(postgres_url, schema=schema)
        yield on(store)
        store.close()
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")


def on(store: Any) -> Callable[..., Any]:
    """One store for all instances of a promise, each with an id and the clock of its own."""
    numbers = itertools.count(1)

    def with_clock(clock: Any) -> Any:
        store.clock = clock
        return store

    return lambda tasks, clock: CompanionSaga(tasks, clock, with_clock, id=f"s-{next(numbers)}")
