"""Every view of ours keeps every promise of the public suite."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from companion.cqrs import DictView, TableView
from companion.sourcing import MemoryStore, PostgresStore, SQLiteStore
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


def test_a_suite_that_was_not_told_about_a_view_says_what_to_write() -> None:
    for ask in (
        lambda suite: suite.view(MemoryStore(), "view"),
        lambda suite: suite.count({}, "ann", "1"),
        lambda suite: suite.read(None),
    ):
        with pytest.raises(NotImplementedError, match="say how"):
            ask(ViewPromises())
