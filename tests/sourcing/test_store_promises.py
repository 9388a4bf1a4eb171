"""Every store of ours keeps every promise of the public suite."""

import itertools
import sqlite3
import time
from pathlib import Path

import pytest

from companion.sourcing import MemoryStore, PostgresStore, SQLiteStore, StatementFailed
from companion.testing import Lacking, Opening, StorePromises

psycopg = pytest.importorskip("psycopg")

_schemas = itertools.count(1)


class TestMemoryStore(StorePromises):
    lasts = False
    settle_s = 0

    def opening(self, folder: Path) -> Opening:
        return Opening(MemoryStore)


@pytest.mark.parametrize("durability", ["FULL", "NORMAL"])
class TestSQLiteStore(StorePromises):
    settle_s = 0

    @pytest.fixture(autouse=True)
    def _durability(self, durability: str) -> None:
        self.durability = durability

    def opening(self, folder: Path) -> Opening:
        return Opening(SQLiteStore, folder / "events.db", durability=self.durability)

    def damage(self, store: SQLiteStore, stream: str, version: int, data: bytes) -> None:
        with sqlite3.connect(store.place) as file:
            file.execute(
                "UPDATE events SET data = ? WHERE stream = ? AND version = ?", (data, stream, version)
            )
        file.close()


class TestPostgresStore(StorePromises):
    @pytest.fixture(autouse=True)
    def _server(self, postgres_url: str) -> None:
        self.url = postgres_url
        self.program = f"companion_promises_{next(_schemas)}"

    def opening(self, folder: Path) -> Opening:
        mark = "&" if "?" in self.url else "?"
        url = f"{self.url}{mark}application_name={self.program}"
        return Opening(PostgresStore, url, schema=f"promises_{next(_schemas)}")

    def damage(self, store: PostgresStore, stream: str, version: int, data: bytes) -> None:
        change = "UPDATE events SET data = CAST(? AS json) WHERE stream = ? AND version = ?"
        try:
            with store.transaction() as tx:
                tx.execute(change, data.decode(), stream, version)
        except StatementFailed:
            raise Lacking("its database refuses what is no JSON") from None

    def cut(self, store: PostgresStore) -> None:
        """End all its sessions, as a restarted server does, and see that they are gone."""
        ours = "FROM pg_stat_activity WHERE application_name = %s"
        with psycopg.connect(self.url, autocommit=True) as link:
            link.execute(f"SELECT pg_terminate_backend(pid) {ours}", (self.program,))
            while link.execute(f"SELECT count(*) {ours}", (self.program,)).fetchone() != (0,):
                time.sleep(0.01)
