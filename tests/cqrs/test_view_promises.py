"""Every view of ours keeps every promise of the public suite."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from companion.cqrs import DictView, TableView
from companion.cqrs.tables import SQLiteTables
from companion.engines import DuckDBTables, PostgresStore, RedisView
from companion.sourcing import MemoryStore, SQLiteStore
from companion.testing import Opening, ViewPromises

SETUP = ["CREATE TABLE {counts} (hand TEXT PRIMARY KEY, n INTEGER NOT NULL)"]
COUNT = "INSERT INTO {counts} (hand, n) VALUES (?, 1) ON CONFLICT (hand) DO UPDATE SET n = {counts}.n + 1"


class TestDictView(ViewPromises):
    def view(self, store: Any, name: str) -> DictView:
        return DictView(name)

    def count(self, target: Any, key: str, id: str) -> None:
        target[key] = target.get(key, 0) + 1

    def read(self, view: Any) -> dict[str, int]:
        return view.rows


class TablePromises(ViewPromises):
    lasts = True

    def view(self, store: Any, name: str) -> TableView:
        return TableView(store, name, SETUP)

    def count(self, target: Any, key: str, id: str) -> None:
        target.execute(COUNT, key)

    def read(self, view: Any) -> dict[str, int]:
        return dict(view.rows("SELECT hand, n FROM {counts}"))


class TestTableViewInMemory(TablePromises):
    pass


class TestTableViewInSQLite(TablePromises):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.names = (tmp_path / f"{n}.db" for n in count(1))

    def store(self) -> Opening:
        return Opening(SQLiteStore, next(self.names), durability="NORMAL")


class TestTableViewInPostgres(TablePromises):
    @pytest.fixture(autouse=True)
    def _schemas(self, postgres_url: str) -> Iterator[None]:
        import psycopg

        self.url, self.schemas = postgres_url, []
        yield
        with psycopg.connect(postgres_url, autocommit=True) as link:
            for schema in self.schemas:
                link.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")

    def store(self) -> Opening:
        from uuid import uuid4

        self.schemas.append(f"views_{uuid4().hex[:12]}")
        return Opening(PostgresStore, self.url, schema=self.schemas[-1])


class TestTableViewInSQLiteBesideTheStore(TablePromises):
    @pytest.fixture(autouse=True)
    def _database(self, tmp_path: Path) -> Iterator[None]:
        self.tables = SQLiteTables(tmp_path / "views.db")
        yield
        self.tables.close()

    def view(self, store: Any, name: str) -> TableView:
        return TableView(self.tables, name, SETUP)


class TestTableViewInDuckDB(TablePromises):
    @pytest.fixture(autouse=True)
    def _database(self, tmp_path: Path) -> Iterator[None]:
        self.tables = DuckDBTables(tmp_path / "views.duckdb")
        yield
        self.tables.close()

    def view(self, store: Any, name: str) -> TableView:
        return TableView(self.tables, name, SETUP)

    def count(self, target: Any, key: str, id: str) -> None:
        target.execute(COUNT.replace("{counts}.n", "n"), key)


class Tally:
    """Counts in one hash of Redis."""

    def __init__(self, client: Any, prefix: str) -> None:
        self.client, self.key = client, f"{prefix}counts"

    def one_more(self, hand: str) -> None:
        self.client.hincrby(self.key, hand, 1)

    def read(self) -> dict[str, int]:
        return {hand.decode(): int(n) for hand, n in self.client.hgetall(self.key).items()}


class RedisPromises(ViewPromises):
    lasts = True
    client: Any
    prefix: str

    def view(self, store: Any, name: str) -> RedisView:
        return RedisView(self.client, f"{self.prefix}-{name}", Tally)

    def count(self, target: Any, key: str, id: str) -> None:
        target.one_more(key)

    def read(self, view: Any) -> dict[str, int]:
        return view.model.read()


class TestRedisViewOnFakeRedis(RedisPromises):
    @pytest.fixture(autouse=True)
    def _client(self, fakeredis_client: Any, redis_name: str) -> None:
        self.client, self.prefix = fakeredis_client, redis_name


class TestRedisViewOnValkey(RedisPromises):
    @pytest.fixture(autouse=True)
    def _client(self, valkey_client: Any, redis_name: str) -> None:
        self.client, self.prefix = valkey_client, redis_name


class Names:
    """Who counted what, as a set of event ids: written again it is the same."""

    def __init__(self, client: Any, prefix: str) -> None:
        self.client, self.prefix = client, f"{prefix}ids:"

    def add(self, hand: str, id: str) -> None:
        self.client.sadd(f"{self.prefix}{hand}", id)

    def read(self) -> dict[str, int]:
        keys = self.client.scan_iter(match=f"{self.prefix}*")
        return {key.decode().removeprefix(self.prefix): self.client.scard(key) for key in keys}


class TestRedisViewAtOnceOnFakeRedis(RedisPromises):
    """It writes without waiting for the end of the batch: what of a batch may be there is told elsewhere."""

    takes_back = False
    many = False

    @pytest.fixture(autouse=True)
    def _client(self, fakeredis_client: Any, redis_name: str) -> None:
        self.client, self.prefix = fakeredis_client, redis_name

    def view(self, store: Any, name: str) -> RedisView:
        return RedisView(self.client, f"{self.prefix}-{name}", Names, at_once=True)

    def count(self, target: Any, key: str, id: str) -> None:
        target.add(key, id)


def test_a_suite_that_was_not_told_about_a_view_says_what_to_write() -> None:
    for ask in (
        lambda suite: suite.view(MemoryStore(), "view"),
        lambda suite: suite.count({}, "ann", "1"),
        lambda suite: suite.read(None),
    ):
        with pytest.raises(NotImplementedError, match="say how"):
            ask(ViewPromises())
