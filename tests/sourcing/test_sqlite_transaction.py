"""What a user's SQL may do inside a transaction on an SQLite store, and what it may not."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from companion import Event, VirtualClock
from companion.cqrs.table_view import TableView
from companion.events import BadInput, Closed, WrongUse
from companion.sourcing import (
    ANY,
    START,
    CannotOpenStore,
    ConcurrencyError,
    SQLiteStore,
    StatementFailed,
)


class ReceiptPrinted(Event):
    number: int


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    store = SQLiteStore(tmp_path / "receipts.db")
    with store.transaction() as tx:
        tx.execute(
            "CREATE TABLE ledger (id INTEGER PRIMARY KEY, amount_cents INTEGER CHECK (amount_cents > 0))"
        )
    yield store
    store.close()


def ledger(store: SQLiteStore) -> list[int]:
    """The amounts that were committed."""
    with store.transaction() as tx:
        return [amount for (amount,) in tx.execute("SELECT amount_cents FROM ledger ORDER BY id")]


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("COMMIT", "COMMIT has no place"),
        ("  /* a */ commit;", "COMMIT has no place"),
        ("-- done\nEND", "END has no place"),
        ("\ufeffCOMMIT", "begins with"),  # SQLite leaves a byte order mark out
        ("-- done\rCOMMIT", "COMMIT has no place"),
        ("SELECT 1\0; COMMIT", "NUL"),
        ("ROLLBACK", "ROLLBACK has no place"),
        ("BEGIN", "BEGIN has no place"),
        ("SAVEPOINT mine", "SAVEPOINT has no place"),
        ("RELEASE adding", "RELEASE has no place"),
        ("ROLLBACK TO adding", "ROLLBACK has no place"),
        ("ATTACH 'other.db' AS other", "ATTACH has no place"),
        ("DETACH main", "DETACH has no place"),
        ("PRAGMA synchronous = OFF", "PRAGMA has no place"),
        ("VACUUM", ""),
        ("SELECT 1; SELECT 2", ""),
        ("SELEKT 1", "syntax error"),
    ],
)
def test_a_statement_that_would_break_the_transaction_is_refused_and_all_is_rolled_back(
    store: SQLiteStore, sql: str, reason: str
) -> None:
    with pytest.raises(StatementFailed) as failed, store.transaction() as tx:
        tx.append("r", [ReceiptPrinted(number=1)], expected=0)
        tx.execute("INSERT INTO ledger (amount_cents) VALUES (?)", 100)
        tx.execute(sql)
    assert failed.value.sql == sql
    assert reason in failed.value.reason
    assert ledger(store) == []
    assert store.version("r") == 0
    store.append("r", [ReceiptPrinted(number=2), ReceiptPrinted(number=3)], expected=0)
    assert len(store.read("r")) == 2


def test_a_statement_the_store_has_prepared_itself_is_refused_too(store: SQLiteStore) -> None:
    store.append("r", [ReceiptPrinted(number=1)], expected=0)  # its COMMIT is prepared and kept
    for sql in ("COMMIT", "BEGIN IMMEDIATE", "ROLLBACK"):
        with pytest.raises(StatementFailed), store.transaction() as tx:
            tx.execute(sql)
    store.append("r", [ReceiptPrinted(number=2)], expected=1)  # and the store itself still may


def test_the_log_can_be_read_with_sql_inside_a_transaction(store: SQLiteStore) -> None:
    with store.transaction() as tx:
        tx.append("r", [ReceiptPrinted(number=7)], expected=0)
        assert tx.execute("SELECT stream, version, CAST(data AS TEXT) FROM events") == [
            ("r", 1, '{"number":7}')
        ]


@pytest.mark.parametrize("value", [1 << 70, "half \ud800 a character", object()])
def test_a_value_the_database_cannot_keep_is_refused(store: SQLiteStore, value: object) -> None:
    with pytest.raises(StatementFailed), store.transaction() as tx:
        tx.execute("SELECT ?", value)


def test_after_a_refused_statement_nothing_is_committed_even_if_the_error_is_swallowed(
    store: SQLiteStore,
) -> None:
    with pytest.raises(StatementFailed) as failed, store.transaction() as tx:
        tx.append("r", [ReceiptPrinted(number=1)], expected=0)
        with pytest.raises(StatementFailed):
            tx.execute("INSERT INTO ledger (amount_cents) VALUES (-1)")
        with pytest.raises(StatementFailed):
            tx.append("r", [ReceiptPrinted(number=2)], expected=1)
    assert "CHECK" in failed.value.reason
    assert store.version("r") == 0


def test_a_deferred_constraint_is_told_at_the_commit_and_all_is_rolled_back(store: SQLiteStore) -> None:
    with store.transaction() as tx:
        tx.execute("CREATE TABLE line (ledger INTEGER REFERENCES ledger DEFERRABLE INITIALLY DEFERRED)")
    store._log._writer.ask("PRAGMA foreign_keys = ON")
    with pytest.raises(StatementFailed) as failed, store.transaction() as tx:
        tx.append("r", [ReceiptPrinted(number=1)], expected=0)
        tx.execute("INSERT INTO line VALUES (99)")
    assert failed.value.sql == "COMMIT"
    assert store.version("r") == 0
    store.append("r", [ReceiptPrinted(number=1)], expected=0)


def test_a_conflict_caught_inside_leaves_the_rest_of_the_transaction_alone(store: SQLiteStore) -> None:
    with store.transaction() as tx:
        tx.append("r", [ReceiptPrinted(number=1)], expected=0)
        with pytest.raises(ConcurrencyError):
            tx.append("r", [ReceiptPrinted(number=2)], expected=0)
        tx.execute("INSERT INTO ledger (amount_cents) VALUES (5)")
    assert store.read_events("r") == (ReceiptPrinted(number=1),)
    assert ledger(store) == [5]


def test_a_batch_that_fails_in_the_middle_leaves_nothing_of_itself_in_the_transaction(tmp_path: Path) -> None:
    path, both = tmp_path / "again.db", [ReceiptPrinted(number=1), ReceiptPrinted(number=2)]
    first = SQLiteStore(path, clock=VirtualClock(seed=1))  # the clock's first id became the store's
    one, _ = first.append("r", both, expected=0)
    first.close()
    clock = VirtualClock(seed=1)
    store = SQLiteStore(path, clock=clock)
    with store.transaction() as tx:
        with pytest.raises(BadInput, match="virtual clock of the same seed") as twice:
            tx.append("s", both, expected=0)  # the first has a new id, the second one that is there
        assert twice.value.given == one.id
        assert tx.version("s") == 0
        clock.advance(1)
        tx.append("r", [ReceiptPrinted(number=3)], expected=2)
    assert store.read_events("r") == (*both, ReceiptPrinted(number=3))
    assert store.streams() == ("r",)
    store.close()


def test_a_transaction_that_has_ended_refuses_everything(store: SQLiteStore) -> None:
    with store.transaction() as tx:
        pass
    for use in (
        lambda: tx.append("r", [ReceiptPrinted(number=1)], expected=ANY),
        lambda: tx.read("r"),
        lambda: tx.version("r"),
        lambda: tx.execute("SELECT 1"),
        lambda: tx.checkpoint("c"),
        lambda: tx.save_checkpoint("c", store.head()),
    ):
        with pytest.raises(Closed):
            use()


def test_a_transaction_under_way_when_its_store_is_closed_is_finished(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "closed.db")
    with store.transaction() as tx:
        tx.append("r", [ReceiptPrinted(number=1)], expected=0)
        store.close()
    with pytest.raises(Closed):
        store.read("r")
    assert SQLiteStore(tmp_path / "closed.db").version("r") == 1


def test_other_programs_see_a_transaction_whole_or_not_at_all(store: SQLiteStore) -> None:
    other = sqlite3.connect(store.place)
    with store.transaction() as tx:
        tx.append("r", [ReceiptPrinted(number=1)], expected=0)
        tx.execute("INSERT INTO ledger (amount_cents) VALUES (5)")
        assert other.execute("SELECT count(*) FROM events, ledger").fetchone() == (0,)
    assert other.execute("SELECT count(*) FROM events, ledger").fetchone() == (1,)
    other.close()


# --- reading with SQL ---------------------------------------------------------------------------------


def test_a_reader_is_not_held_by_a_transaction_that_is_open_in_another_thread(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "receipts.db", busy_timeout_s=0.05)
    with store.transaction() as tx:
        tx.execute("CREATE TABLE ledger (amount_cents INTEGER)")
        tx.execute("INSERT INTO ledger VALUES (1)")

    def look() -> tuple[object, object]:
        with store.reading() as seen:
            return seen.execute("SELECT amount_cents FROM ledger"), seen.checkpoint("printer")

    with ThreadPoolExecutor(1) as pool, store.transaction() as tx:
        tx.execute("INSERT INTO ledger VALUES (2)")
        assert pool.submit(look).result(300) == ([(1,)], START)
    assert look()[0] == [(1,), (2,)]
    store.close()


def test_a_view_in_the_stores_file_is_read_while_a_transaction_is_open(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "receipts.db", busy_timeout_s=0.05)
    view = TableView(store, "totals", ["CREATE TABLE {sums} (cents INTEGER)"])
    with view.writing() as writing:
        writing.execute("INSERT INTO {sums} VALUES (450)")
    with ThreadPoolExecutor(1) as pool, store.transaction() as tx:
        tx.append("till", [ReceiptPrinted(number=1)], expected=ANY)
        assert pool.submit(view.rows, "SELECT cents FROM {sums}").result(300) == [(450,)]
        assert pool.submit(view.checkpoint).result(300) == START
        assert pool.submit(view.parked).result(300) == ()
    store.close()


def test_all_questions_of_one_reading_see_one_moment(store: SQLiteStore) -> None:
    with store.reading() as seen:
        assert seen.execute("SELECT count(*) FROM ledger") == [(0,)]
        with ThreadPoolExecutor(1) as pool:
            pool.submit(booked, store, 450).result(300)
        assert seen.execute("SELECT count(*) FROM ledger") == [(0,)]
    assert ledger(store) == [450]
    with store.reading() as seen:
        assert seen.execute("SELECT count(*) FROM ledger") == [(1,)]


def booked(store: SQLiteStore, cents: int) -> None:
    """Write one row."""
    with store.transaction() as tx:
        tx.execute("INSERT INTO ledger (amount_cents) VALUES (?)", cents)


def test_a_reading_writes_nothing(store: SQLiteStore) -> None:
    with store.reading() as seen, pytest.raises(StatementFailed, match="readonly"):
        seen.execute("INSERT INTO ledger (amount_cents) VALUES (1)")
    with store.reading() as seen, pytest.raises(StatementFailed, match="PRAGMA has no place"):
        seen.execute("PRAGMA query_only = OFF")
    with store.reading() as seen, pytest.raises(CannotOpenStore):
        seen.append("till", [ReceiptPrinted(number=1)], expected=ANY)
    with pytest.raises(Closed):
        seen.execute("SELECT 1")
    assert ledger(store) == [] and store.count() == 0
    booked(store, 450)
    assert ledger(store) == [450]


def test_a_reading_inside_a_transaction_of_the_same_thread_is_refused(store: SQLiteStore) -> None:
    """It would not see what the transaction has written."""
    with store.transaction(), pytest.raises(WrongUse), store.reading():
        pass


@pytest.mark.parametrize("alone", [True, False])
def test_a_writer_whose_turn_comes_when_another_thread_has_closed_the_store_is_told(
    store: SQLiteStore, alone: bool
) -> None:
    store.close()
    with pytest.raises(Closed), store._log.writing(alone):  # it had asked before
        raise AssertionError("it has begun")
