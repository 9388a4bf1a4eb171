"""What is special about the SQLite store among the others."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from companion import Event, VirtualClock
from companion.sourcing import (
    ANY,
    START,
    BadInput,
    CannotOpenStore,
    Position,
    SQLiteStore,
    StoreDamaged,
    StoreError,
    StoreUnavailable,
    TransactionConflict,
)
from companion.sourcing.sqlite import SQLiteRows
from companion.sourcing.sqlite_file import translated

LONG_S = 300


class TideRead(Event):
    height_cm: int


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    store = SQLiteStore(tmp_path / "tides.db")
    yield store
    store.close()


def setting(store: SQLiteStore, name: str) -> object:
    """A setting of the connection that writes."""
    [(value,)] = store._log._writer.ask(f"PRAGMA {name}")
    return value


@pytest.mark.parametrize("clock", [5, VirtualClock])
def test_a_clock_that_is_none_is_refused(tmp_path: Path, clock: object) -> None:
    with pytest.raises(BadInput, match="clock"):
        SQLiteStore(tmp_path / "tides.db", clock=clock)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("busy_timeout_s", [-1, float("nan"), float("inf"), "5", None])
def test_how_long_to_wait_is_a_number_of_seconds(tmp_path: Path, busy_timeout_s: object) -> None:
    with pytest.raises(BadInput, match="busy_timeout_s"):
        SQLiteStore(tmp_path / "tides.db", busy_timeout_s=busy_timeout_s)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("busy_timeout_s", [3e6, 1e10, 1e300])
def test_a_writer_may_wait_for_ever(tmp_path: Path, busy_timeout_s: float) -> None:
    """SQLite counts milliseconds in 32 bits, and does not wait at all when there are more."""
    store = SQLiteStore(tmp_path / "tides.db", busy_timeout_s=busy_timeout_s)
    assert setting(store, "busy_timeout") > 1_000_000_000  # type: ignore[operator]
    store.append("t", [TideRead(height_cm=1)], expected=0)
    store.close()


# --- durability ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("durability", "synchronous"), [("FULL", 2), ("NORMAL", 1)])
def test_durability_says_whether_a_commit_waits_for_the_disk(
    tmp_path: Path, durability: str, synchronous: int
) -> None:
    store = SQLiteStore(tmp_path / "tides.db", durability=durability)  # type: ignore[arg-type]
    assert setting(store, "synchronous") == synchronous
    assert setting(store, "fullfsync") == 1
    store.close()


def test_full_is_what_nobody_has_to_ask_for(store: SQLiteStore) -> None:
    assert setting(store, "synchronous") == 2


def test_readers_never_wait_for_a_writer(store: SQLiteStore) -> None:
    assert setting(store, "journal_mode") == "wal"
    store.append("t", [TideRead(height_cm=1)], expected=0)
    other = SQLiteStore(store.place, busy_timeout_s=0)
    with store.transaction() as tx:
        tx.append("t", [TideRead(height_cm=2)], expected=1)
        assert other.read_events("t") == store.read_events("t") == (TideRead(height_cm=1),)
        with pytest.raises(TransactionConflict):
            other.append("t", [TideRead(height_cm=3)], expected=ANY)
    assert len(other.read_events("t")) == 2
    other.close()


def test_a_connection_comes_back_after_every_call(store: SQLiteStore) -> None:
    store.append("t", [TideRead(height_cm=n) for n in range(3)], expected=0)
    scanning = store.scan()
    next(scanning)
    store.read("t"), store.read_all(), store.streams(), store.head(), store.lag("x")
    assert len(store._log._idle) == 1


# --- layout -------------------------------------------------------------------------------------------


def test_a_learner_can_look_at_the_events_with_any_tool(store: SQLiteStore) -> None:
    [stored] = store.append("t", [TideRead(height_cm=1)], expected=0, service="Gauge")
    other = sqlite3.connect(store.place)
    sql = "SELECT position, stream, version, id, type, schema, data, correlation_id, service FROM events"
    assert other.execute(sql).fetchall() == [
        (1, "t", 1, stored.id, "TideRead", 1, b'{"height_cm":1}', None, "Gauge")
    ]
    other.close()


def test_the_file_says_whose_it_is_from_its_first_commit_on(store: SQLiteStore) -> None:
    assert Path(store.place).read_bytes()[68:72] == b"EDA1"


def test_a_rolled_back_append_leaves_no_gap_in_the_positions(
    store: SQLiteStore,
) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        tx.append("t", [TideRead(height_cm=1)], expected=0)
        raise ZeroDivisionError
    [stored] = store.append("t", [TideRead(height_cm=2)], expected=0)
    assert stored.position == Position(store.id, 1)
    assert store.count() == 1


def test_a_batch_of_envelopes_larger_than_one_statement_can_be_repeated(store: SQLiteStore) -> None:
    first = store.append("t", [TideRead(height_cm=n) for n in range(1203)], expected=0)
    assert store.append("t", first, expected=0) == first
    assert store.count() == 1203


@pytest.mark.parametrize("number", [-1, 1 << 63])
def test_a_position_no_log_can_have_is_refused(store: SQLiteStore, number: int) -> None:
    position = Position(store.id, number)
    for use in (
        lambda: store.read_all(after=position),
        lambda: store.count(after=position),
        lambda: store.wait(position, 0),
        lambda: store.save_checkpoint("c", position),
        lambda: store.reset_checkpoint("c", position),
    ):
        with pytest.raises(BadInput):
            use()


# --- waiting ------------------------------------------------------------------------------------------


def test_waiting_ends_at_once_when_there_is_something_and_after_the_time_when_there_is_not(
    store: SQLiteStore,
) -> None:
    assert store.wait(START, 0) is False
    assert store.wait(START, 0.01) is False
    store.append("t", [TideRead(height_cm=1)], expected=0)
    assert store.wait(START, 0) is True
    assert store.wait(store.head(), 0.01) is False


@pytest.mark.parametrize("writer", ["the same", "another"])
def test_waiting_ends_when_somebody_appends(store: SQLiteStore, writer: str) -> None:
    writing = store if writer == "the same" else SQLiteStore(store.place)
    came: list[bool] = []
    waiting = Thread(target=lambda: came.append(store.wait(START, LONG_S)), daemon=True)
    waiting.start()
    writing.append("t", [TideRead(height_cm=1)], expected=0)
    waiting.join(LONG_S)
    assert came == [True]
    if writing is not store:
        writing.close()


def test_closing_ends_the_waiting(store: SQLiteStore) -> None:
    waiting = Thread(target=lambda: store.wait(START, LONG_S * 10), daemon=True)
    waiting.start()
    store.close()
    waiting.join(LONG_S)
    assert not waiting.is_alive()


# --- crash points -------------------------------------------------------------------------------------


class Struck(BaseException):
    """A crash, as the lab raises it."""


@pytest.mark.parametrize(("where", "there"), [("before append TideRead", 0), ("after append TideRead", 1)])
@pytest.mark.parametrize("way", ["append", "transaction"])
def test_a_crash_before_stores_nothing_and_a_crash_after_loses_nothing(
    tmp_path: Path, way: str, where: str, there: int
) -> None:
    clock = VirtualClock()

    def strike(name: str) -> None:
        if name == where:
            raise Struck

    clock.on_point = strike
    store = SQLiteStore(tmp_path / "tides.db", clock=clock)
    with pytest.raises(Struck):
        if way == "append":
            store.append("t", [TideRead(height_cm=1)], expected=0)
        else:
            with store.transaction() as tx:
                tx.append("t", [TideRead(height_cm=1)], expected=0)
    assert store.version("t") == there
    clock.on_point = None
    store.append("t", [TideRead(height_cm=2)], expected=there)
    store.close()


# --- what SQLite may say ------------------------------------------------------------------------------


def reported(code: int) -> sqlite3.OperationalError:
    """An error as SQLite reports it."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (sqlite3.SQLITE_FULL, StoreUnavailable),
        (sqlite3.SQLITE_IOERR_WRITE, StoreUnavailable),
        (sqlite3.SQLITE_IOERR_SHMSIZE, StoreUnavailable),
        (sqlite3.SQLITE_IOERR_FSYNC, StoreUnavailable),
        (sqlite3.SQLITE_IOERR_READ, StoreUnavailable),
        (sqlite3.SQLITE_CORRUPT, StoreDamaged),
        (sqlite3.SQLITE_CORRUPT_INDEX, StoreDamaged),
        (sqlite3.SQLITE_NOTADB, CannotOpenStore),
        (sqlite3.SQLITE_BUSY, TransactionConflict),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, TransactionConflict),
        (sqlite3.SQLITE_READONLY_DBMOVED, CannotOpenStore),
        (sqlite3.SQLITE_CANTOPEN, CannotOpenStore),
    ],
)
def test_every_accident_has_a_name(tmp_path: Path, code: int, meaning: type[StoreError]) -> None:
    told = translated(reported(code), str(tmp_path / "tides.db"), 5)
    assert type(told) is meaning
    is_full = code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)
    assert getattr(told, "full", False) is is_full
    assert "tides.db" in str(told)


def test_an_append_whose_sync_failed_says_it_is_unsure_and_hands_out_what_to_repeat(
    store: SQLiteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = SQLiteRows.ask

    def failing(rows: SQLiteRows, sql: str, *values: object) -> object:
        if sql == "COMMIT":
            raise translated(reported(sqlite3.SQLITE_IOERR_FSYNC), store.place, 5)
        return real(rows, sql, *values)

    monkeypatch.setattr(SQLiteRows, "ask", failing)
    with pytest.raises(StoreUnavailable) as lost:
        store.append("t", [TideRead(height_cm=1)], expected=0)
    monkeypatch.undo()
    assert lost.value.unsure
    first = store.append("t", lost.value.envelopes, expected=0)
    assert store.append("t", lost.value.envelopes, expected=0) == first
    assert store.count() == 1


def test_a_version_beyond_every_number_of_the_database_is_just_the_end(store: SQLiteStore) -> None:
    stored = store.append("tide", [TideRead(height_cm=1)], expected=0)
    assert store.read("tide", until=1 << 70) == stored
    assert store.read_events("tide", until=1 << 70) == (stored[0].event,)
    assert store.read("tide", after=1 << 70) == ()
