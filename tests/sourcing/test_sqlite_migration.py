"""Files of older and newer schemas."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from companion import Event
from companion.sourcing import CannotOpenStore, SQLiteStore, StoreDamaged
from companion.sourcing.sqlite import SCHEMA

RECORDED = Path(__file__).with_name("sqlite_schema_1.sql").read_text("utf-8")


class BuoyMoored(Event):
    depth_m: int
    name: str


def ran(path: Path, sql: str) -> None:
    """Run a script on a file, past the store."""
    con = sqlite3.connect(path)
    con.executescript(sql)
    con.close()


def described(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Every table with its columns, in no order; and the indexes."""
    con = sqlite3.connect(path)
    tables = [name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: {row[1:] for row in con.execute(f"PRAGMA table_info({name})")} for name in tables}
    found["indexes"] = set(con.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'"))
    con.close()
    return found


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of schema 1."""
    ran(tmp_path / "old.db", RECORDED)
    return tmp_path / "old.db"


def test_a_file_of_the_first_schema_keeps_its_events_and_takes_new_ones(old: Path) -> None:
    store = SQLiteStore(old)
    stored = store.read_all()
    assert [(each.stream, each.version, each.event.depth_m) for each in stored] == [
        ("buoy-1", 1, 12), ("buoy-2", 1, 7), ("buoy-1", 2, 13),
    ]  # fmt: skip
    assert stored[2].correlation_id == stored[2].causation_id == stored[0].id == stored[0].correlation_id
    store.append("buoy-1", [BuoyMoored(depth_m=14, name="Åse")], expected=2)
    assert [event.depth_m for event in store.read_events("buoy-1")] == [12, 13, 14]
    store.close()


def test_a_migrated_file_keeps_its_id_and_its_checkpoints_and_takes_snapshots(old: Path) -> None:
    store = SQLiteStore(old)
    assert store.id == "018cc251-f400-7000-8000-000000000001"
    assert store.checkpoint("chart") == store.read_all()[1].position
    store.save_snapshot("buoy-1", 2, "depth/1", b"13")
    assert store.load_snapshot("buoy-1", "depth/1") == (2, b"13")
    store.close()


def test_a_migrated_file_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    SQLiteStore(old).close()
    SQLiteStore(tmp_path / "new.db").close()
    migrated, new = described(old), described(tmp_path / "new.db")
    assert {name: {row[:2] for row in rows} for name, rows in migrated.items()} == {
        name: {row[:2] for row in rows} for name, rows in new.items()
    }
    con = sqlite3.connect(old)
    assert con.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    con.close()


def test_many_that_open_an_old_file_at_once_migrate_it_once(tmp_path: Path) -> None:
    barrier = Barrier(8)

    def opened(path: Path) -> str:
        barrier.wait(300)
        store = SQLiteStore(path, busy_timeout_s=60)
        try:
            return store.id + str(len(store.read_all()))
        finally:
            store.close()

    with ThreadPoolExecutor(8) as threads:
        for turn in range(6):
            path = tmp_path / f"{turn}.db"
            ran(path, RECORDED)
            assert set(threads.map(opened, [path] * 8)) == {"018cc251-f400-7000-8000-0000000000013"}


def test_many_that_make_a_file_at_once_make_one_store(tmp_path: Path) -> None:
    barrier = Barrier(8)

    def opened(path: Path) -> str:
        barrier.wait(300)
        store = SQLiteStore(path, busy_timeout_s=60)
        store.close()
        return store.id

    with ThreadPoolExecutor(8) as threads:
        for turn in range(6):
            assert len(set(threads.map(opened, [tmp_path / f"{turn}.db"] * 8))) == 1


def test_a_migration_that_fails_leaves_the_old_file_as_it_was(old: Path) -> None:
    ran(old, "CREATE TABLE snapshots (of_another TEXT)")  # the second step meets it, after the first
    with pytest.raises(StoreDamaged, match="snapshots"):
        SQLiteStore(old)
    assert ("schema", "INTEGER") not in {row[:2] for row in described(old)["events"]}
    con = sqlite3.connect(old)
    assert con.execute("PRAGMA user_version").fetchone() == (1,)
    assert con.execute("SELECT count(*) FROM events").fetchone() == (3,)
    con.close()


def test_a_newer_schema_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    SQLiteStore(path).close()
    ran(path, f"PRAGMA journal_mode = DELETE; PRAGMA user_version = {SCHEMA + 1}")
    before = path.read_bytes()
    with pytest.raises(CannotOpenStore) as refused:
        SQLiteStore(path)
    assert refused.value.place == str(path)
    assert f"schema {SCHEMA + 1}," in refused.value.reason and f"up to {SCHEMA};" in refused.value.reason
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["newer.db"]
