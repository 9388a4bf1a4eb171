"""Databases beside the store: transactions, what they refuse, and views that last."""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion.cqrs import BatchRefused, DictView, Projection, ReadModelUnavailable, SQLiteTables, TableView
from companion.cqrs.search import TABLES as SEARCH_TABLES
from companion.cqrs.search import SQLiteSearch
from companion.engines import DuckDBAnalytics, DuckDBTables
from companion.engines.duckdb import TABLES as ANALYTICS_TABLES
from companion.events import Closed, Event, VirtualClock, WrongUse
from companion.sourcing import (
    ANY,
    MemoryStore,
    StatementFailed,
)

SETUP = ["CREATE TABLE {bells} (bell TEXT PRIMARY KEY, n INTEGER NOT NULL)"]
ADD = "INSERT INTO {bells} (bell, n) VALUES (?, 1) ON CONFLICT (bell) DO UPDATE SET n = {bells}.n + 1"
Make = Callable[..., Any]


class GongStruck(Event):
    bell: str


@pytest.fixture(params=[SQLiteTables, DuckDBTables])
def make(request: pytest.FixtureRequest) -> Make:
    return request.param  # type: ignore[no-any-return]


def rung(tables: Any) -> Projection:
    projection = Projection(TableView(tables, "bells", SETUP))
    projection.on(GongStruck)(lambda event, target: target.execute(ADD, event.bell))
    return projection


def rows(projection: Projection) -> list[tuple[Any, ...]]:
    view: Any = projection.view
    return view.rows("SELECT bell, n FROM {bells} ORDER BY bell")  # type: ignore[no-any-return]


def test_a_view_in_a_file_lasts(make: Make, tmp_path: Path) -> None:
    store = MemoryStore(clock=VirtualClock())
    store.append("bells", [GongStruck(bell="a"), GongStruck(bell="a")], expected=ANY)
    for _ in range(2):
        tables = make(tmp_path / "views")
        projection = rung(tables)
        projection.catch_up(store)
        assert rows(projection) == [("a", 2)]
        tables.close()


def test_a_view_may_outlive_its_store_and_be_told_apart(make: Make) -> None:
    from companion.sourcing import BadInput

    tables = make()
    stores = [MemoryStore(clock=VirtualClock(seed=seed)) for seed in (1, 2)]
    for store in stores:
        store.append("bells", [GongStruck(bell="a")], expected=ANY)
    rung(tables).catch_up(stores[0])
    with pytest.raises(BadInput):
        rung(tables).catch_up(stores[1])
    assert rows(rung(tables)) == [("a", 1)]


def test_a_statement_that_was_refused_ends_the_batch_even_if_the_handler_passes_over_it(make: Make) -> None:
    view = rung(make()).view
    with pytest.raises(BatchRefused, match="nonsense"), view.writing() as writing:
        writing.target.execute(ADD, "a")
        with pytest.raises(StatementFailed):
            writing.target.execute("nonsense")
        with pytest.raises(StatementFailed, match="nonsense"):
            writing.target.execute(ADD, "b")
    assert view.rows("SELECT * FROM {bells}") == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("sql", ["COMMIT", " rollback", "BEGIN", "END", "savepoint a"])
def test_a_handler_cannot_end_its_batch(make: Make, sql: str) -> None:
    view = rung(make()).view
    with pytest.raises(StatementFailed, match="by itself"), view.writing() as writing:
        writing.target.execute(ADD, "a")
        writing.target.execute(sql)
    assert view.rows("SELECT * FROM {bells}") == []  # type: ignore[attr-defined]


def test_a_batch_that_has_ended_takes_no_more(make: Make) -> None:
    view = rung(make()).view
    with view.writing() as writing:
        pass
    with pytest.raises(Closed):
        writing.target.execute(ADD, "a")


def test_a_transaction_inside_another_is_refused_and_the_outer_one_goes_on(make: Make) -> None:
    projection = rung(make())
    with projection.view.writing() as writing:
        writing.target.execute(ADD, "a")
        with pytest.raises(WrongUse):
            projection.view.checkpoint()
    assert rows(projection) == [("a", 1)]


def test_threads_take_turns(make: Make) -> None:
    projection = rung(make())
    view: Any = projection.view

    def ring() -> None:
        for _ in range(20):
            with view.writing() as writing:
                writing.target.execute(ADD, "a")

    threads = [threading.Thread(target=ring) for _ in range(3)]
    with view.writing():
        for thread in threads:
            thread.start()
        threads[0].join(0.2)  # none of them gets in, and none is refused
    for thread in threads:
        thread.join()
    assert rows(projection) == [("a", 60)]


def test_a_handler_reads_what_its_batch_has_written(make: Make) -> None:
    view: Any = rung(make()).view
    with view.writing() as writing:
        writing.target.execute(ADD, "a")
        assert writing.target.rows("SELECT n FROM {bells} WHERE bell = ?", "a") == [(1,)]


def test_of_two_rebuilds_at_once_both_may_end_first(make: Make) -> None:
    """The one that began first may be swapped in last: its own tables are not the old ones."""
    view: Any = rung(make()).view
    early, late = view.fresh(), view.fresh()
    assert view.swap(late) and view.swap(early)
    assert view.rows("SELECT * FROM {bells}") == []


def test_a_row_that_only_the_commit_refuses_parks_its_event() -> None:
    store, tables = MemoryStore(clock=VirtualClock()), SQLiteTables()
    tables._connection.execute("PRAGMA foreign_keys = ON")
    reference = "bell TEXT REFERENCES {bells} (bell) DEFERRABLE INITIALLY DEFERRED"
    view = TableView(tables, "bells", [*SETUP, f"CREATE TABLE {{rings}} ({reference})"])
    projection = Projection(view)

    @projection.on(GongStruck)
    def ring(event: GongStruck, target: Any) -> None:
        target.execute("INSERT INTO {rings} (bell) VALUES (?)", event.bell)
        if event.bell != "nobody's":
            target.execute(ADD, event.bell)

    for bell in ("a", "nobody's", "b"):
        store.append(f"bell-{bell}", [GongStruck(bell=bell)], expected=ANY)
    assert projection.catch_up(store) == 3
    assert rows(projection) == [("a", 1), ("b", 1)]
    [parked] = projection.parked()
    assert parked.stream == "bell-nobody's" and "FOREIGN KEY" in parked.error


def test_the_error_of_another_server_is_not_taken_for_this_databases(make: Make) -> None:
    import redis

    view = rung(make()).view
    with pytest.raises(redis.ConnectionError), view.writing():
        raise redis.ConnectionError("gone")


@pytest.mark.parametrize(("platform", "why"), [("linux", "duckdb"), ("emscripten", "none in the browser")])
def test_where_duckdb_is_missing_a_sentence_says_what_serves(
    monkeypatch: pytest.MonkeyPatch, platform: str, why: str
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(ReadModelUnavailable, match=rf"DuckDB cannot.*{why}.*SQLiteTables takes the same"):
        DuckDBTables()


@pytest.mark.parametrize("make_one", [SQLiteTables, DuckDBTables])
def test_a_file_that_cannot_be_opened_is_said_with_its_place(make_one: Make, tmp_path: Path) -> None:
    with pytest.raises(ReadModelUnavailable) as caught:
        make_one(tmp_path / "missing" / "views.db")
    assert "views.db" in caught.value.database and caught.value.reason


def test_a_locked_database_parks_nothing(tmp_path: Path) -> None:
    store = MemoryStore(clock=VirtualClock())
    store.append("bells", [GongStruck(bell="a")], expected=ANY)
    projection = rung(SQLiteTables(tmp_path / "views.db", timeout_s=0.01))
    other = sqlite3.connect(tmp_path / "views.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ReadModelUnavailable, match="locked"):
        projection.catch_up(store)
    other.execute("ROLLBACK")
    other.close()
    assert projection.parked() == () and projection.catch_up(store) == 1


def test_a_database_that_is_away_inside_a_handler_parks_nothing(tmp_path: Path) -> None:
    """The view is a dict; the handler writes into another database, which is locked."""
    store = MemoryStore(clock=VirtualClock())
    store.append("bells", [GongStruck(bell="a")], expected=ANY)
    path = tmp_path / "other.db"
    here, there = (sqlite3.connect(path, isolation_level=None, timeout=0.01) for _ in range(2))
    projection = Projection(DictView())
    projection.on(GongStruck)(lambda event, rows: here.execute("CREATE TABLE IF NOT EXISTS t (n)"))
    there.execute("BEGIN IMMEDIATE")
    with pytest.raises(ReadModelUnavailable, match="SQLite"):
        projection.catch_up(store)
    there.execute("ROLLBACK")
    assert projection.catch_up(store) == 1 and projection.parked() == ()
    here.close()
    there.close()


# --- read models of the package -----------------------------------------------------------------------


class PostcardPosted(Event):
    letter_id: str
    text: str


def test_a_search_index_commits_with_its_checkpoint_and_is_rebuilt() -> None:
    store = MemoryStore(clock=VirtualClock())
    view = TableView(SQLiteTables(), "search", SEARCH_TABLES)
    projection = Projection(view)

    @projection.on(PostcardPosted)
    def index(event: PostcardPosted, target: Any, envelope: Any) -> None:
        SQLiteSearch(target).put(event.letter_id, event.text, [], envelope.time)
        if event.text == "stumble":
            raise KeyboardInterrupt

    store.append("letters", [PostcardPosted(letter_id="1", text="paris")], expected=ANY)
    store.append("letters", [PostcardPosted(letter_id="2", text="stumble")], expected=ANY)
    with pytest.raises(KeyboardInterrupt):
        projection.catch_up(store)
    assert SQLiteSearch(view).find("paris") == ()

    @projection.on(PostcardPosted)
    def index_well(event: PostcardPosted, target: Any, envelope: Any) -> None:
        SQLiteSearch(target).put(event.letter_id, event.text, [], envelope.time)

    assert projection.catch_up(store) == 2
    assert projection.rebuild(store) == projection.rebuild(store) == projection.rebuild(store) == 2
    assert SQLiteSearch(view).find("paris") == ("1",)
    tables = view.rows("SELECT name FROM sqlite_master WHERE name LIKE 'search_words_g_' ORDER BY name")
    assert tables == [("search_words_g3",), ("search_words_g4",)]


def test_views_are_counted_by_a_projection_and_parked_ones_later() -> None:
    store = MemoryStore(clock=VirtualClock())
    view = TableView(DuckDBTables(), "analytics", ANALYTICS_TABLES)
    projection = Projection(view)

    @projection.on(PostcardPosted)
    def count(event: PostcardPosted, target: Any, envelope: Any) -> None:
        DuckDBAnalytics(target).viewed(event.letter_id, envelope.time, envelope.id)

    store.append("1", [PostcardPosted(letter_id="1", text="")] * 2, expected=ANY)
    store.append("2", [PostcardPosted(letter_id="", text="")], expected=ANY)
    assert projection.catch_up(store) == 3
    assert DuckDBAnalytics(view).views("1") == 2
    [parked] = projection.parked()
    assert parked.stream == "2" and parked.error.startswith("BadInput")
    assert projection.rebuild(store) == 3 and DuckDBAnalytics(view).views("1") == 2


def test_a_view_in_sqlite_is_read_while_another_process_writes(tmp_path: Path) -> None:
    """Another connection stands for the other process."""
    store = MemoryStore(clock=VirtualClock())
    store.append("bells", [GongStruck(bell="a")], expected=ANY)
    writer = rung(SQLiteTables(tmp_path / "views"))
    writer.catch_up(store)
    reader = TableView(SQLiteTables(tmp_path / "views", timeout_s=0), "bells", SETUP)
    with writer.view.writing() as writing:
        writing.target.execute(ADD, "a")
        assert reader.rows("SELECT bell, n FROM {bells}") == [("a", 1)]
        assert reader.checkpoint() == store.head() and reader.parked() == ()
    assert reader.rows("SELECT bell, n FROM {bells}") == [("a", 2)]


class Stopping:
    """A connection at which Ctrl-C comes once: `before` a statement of that beginning, or after it."""

    def __init__(self, connection: Any, statement: str, before: bool) -> None:
        self._connection, self._statement, self._before = connection, statement, before

    def execute(self, sql: str, *values: Any) -> Any:
        stops = bool(self._statement) and sql.startswith(self._statement)
        if stops:
            self._statement = ""
        if stops and self._before:
            raise KeyboardInterrupt
        done = self._connection.execute(sql, *values)
        if stops:
            raise KeyboardInterrupt
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@pytest.mark.parametrize("statement, before", [("BEGIN", False), ("ROLLBACK", True)])
def test_ctrl_c_at_the_ends_of_a_transaction_leaves_none_open(
    make: Make, tmp_path: Path, statement: str, before: bool
) -> None:
    tables = make(tmp_path / "tables.db")
    with tables.transaction() as tx:
        tx.execute("CREATE TABLE gongs (n INTEGER)")
    tables._connection = Stopping(tables._connection, statement, before)
    with pytest.raises(KeyboardInterrupt), tables.transaction() as tx:
        tx.execute("INSERT INTO gongs VALUES (1)")
        raise ValueError
    with tables.transaction() as tx:
        assert tx.execute("SELECT n FROM gongs") == []
        tx.execute("INSERT INTO gongs VALUES (2)")
    tables.close()
    again = make(tmp_path / "tables.db")
    with again.transaction() as tx:
        assert tx.execute("SELECT n FROM gongs") == [(2,)]
    again.close()


@pytest.mark.parametrize("statement", ["BEGIN", "SELECT", "COMMIT"])
def test_ctrl_c_inside_duckdb_is_no_error_of_a_handler(
    monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    import duckdb

    class Stopped:
        """What DuckDB makes of Ctrl-C."""

        def __init__(self, connection: Any) -> None:
            self._connection, self.close = connection, connection.close

        def execute(self, sql: str, *values: Any) -> Any:
            if sql.startswith(statement) and begun:
                raise RuntimeError("Query interrupted")
            return self._connection.execute(sql, *values)

    begun, connect = list[int](), duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda path: Stopped(connect(path)))
    tables = DuckDBTables()
    begun.append(1)
    with pytest.raises(KeyboardInterrupt), tables.transaction() as tx:
        tx.execute("SELECT 1")
    begun.clear()
    with tables.transaction() as tx:
        assert tx.execute("SELECT 1") == [(1,)]
