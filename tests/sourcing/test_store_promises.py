"""Every store of ours keeps every promise of the public suite."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from companion.engines import PostgresStore
from companion.sourcing import MemoryStore, SQLiteStore, StatementFailed
from companion.testing import Lacking, Opening, StorePromises

psycopg = pytest.importorskip("psycopg")


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

    def lose(self, store: SQLiteStore) -> None:
        Path(store.place).unlink()


class TestPostgresStore(StorePromises):
    @pytest.fixture(autouse=True)
    def _server(self, postgres_url: str) -> Iterator[None]:
        """Sessions that can be told from others by their name, and schemas that are gone afterwards."""
        self.program, self.schemas = f"promises_{uuid4().hex[:12]}", []
        self.url = psycopg.conninfo.make_conninfo(postgres_url, application_name=self.program)
        yield
        with psycopg.connect(postgres_url, autocommit=True) as link:
            for schema in self.schemas:
                link.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")

    def opening(self, folder: Path) -> Opening:
        self.schemas.append(f"{self.program}_{len(self.schemas)}")
        return Opening(PostgresStore, self.url, schema=self.schemas[-1])

    def damage(self, store: PostgresStore, stream: str, version: int, data: bytes) -> None:
        change = "UPDATE events SET data = CAST(? AS json) WHERE stream = ? AND version = ?"
        try:
            with store.transaction() as tx:
                tx.execute(change, data.decode(), stream, version)
        except StatementFailed:
            raise Lacking("its database refuses what is no JSON") from None

    def lose(self, store: PostgresStore) -> None:
        with psycopg.connect(self.url, autocommit=True) as link:
            link.execute(f"DROP SCHEMA {self.schemas[-1]} CASCADE")

    def cut(self, store: PostgresStore) -> None:
        """End all its sessions, as a restarted server does, and see that they are gone."""
        ours = "FROM pg_stat_activity WHERE application_name = %s AND pid <> pg_backend_pid()"
        with psycopg.connect(self.url, autocommit=True) as link:
            link.execute(f"SELECT pg_terminate_backend(pid) {ours}", (self.program,))
            while link.execute(f"SELECT count(*) {ours}", (self.program,)).fetchone() != (0,):
                time.sleep(0.01)
