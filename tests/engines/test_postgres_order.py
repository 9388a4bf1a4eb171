"""The global order on PostgreSQL: no reader skips, no stream runs backwards, a moved database goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from typing import Any, cast

import pytest

from companion.cqrs import TableView
from companion.delivery import Inbox
from companion.engines import PostgresStore
from companion.engines.postgresql import sql
from companion.engines.postgresql.store import PostgresRows
from companion.events import Event, VirtualClock, WrongUse
from companion.sagas import StoredEffects
from companion.sourcing import (
    ANY,
    NO_STREAM,
    START,
    ConcurrencyError,
    MemoryStore,
    Position,
    SQLiteStore,
    TransactionConflict,
)

Open = Callable[..., PostgresStore]
Run = Callable[..., list[tuple[Any, ...]]]
PATIENCE_S = 300


class CoinCounted(Event):
    amount_cents: int


def coins(*amounts: int) -> list[CoinCounted]:
    return [CoinCounted(amount_cents=amount) for amount in amounts]


def at(store: PostgresStore, number: int) -> Position:
    return cast(Position, store.read_all()[number].position)


def until(condition: Callable[[], object]) -> None:
    """Go on once something is so."""
    too_late = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < too_late, "it never came to pass"


def in_background(*calls: Callable[[], object]) -> Callable[[], None]:
    """Start each call in a thread; what comes back waits for all of them."""
    threads = [Thread(target=call, daemon=True) for call in calls]
    for thread in threads:
        thread.start()

    def join() -> None:
        for thread in threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive(), "it never came back"

    return join


def test_a_naive_reader_loses_the_event_of_a_slow_transaction_and_ours_does_not(
    postgres_open: Open, postgres_run: Run
) -> None:
    slow_store, store = postgres_open(), postgres_open()
    naive = "SELECT position, stream FROM events WHERE position > %s ORDER BY position"
    with slow_store.transaction() as slow:
        slow.append("slow", coins(1), expected=NO_STREAM)
        store.append("fast", coins(2), expected=NO_STREAM)
        [(naive_at, seen)] = postgres_run(naive, 0)
        assert seen == "fast"
        assert (store.read_all(), store.head(), store.count()) == ((), START, 0)
        assert list(store.scan()) == []
        assert store.read_events("fast") == tuple(coins(2))  # what was appended can be read at once
        assert store.version("fast") == 1
    assert postgres_run(naive, naive_at) == []  # lost for good
    assert [each.stream for each in store.read_all()] == ["slow", "fast"]
    assert [stream for stream, _ in store.scan()] == ["slow", "fast"]


def test_a_transaction_that_only_wrote_business_data_hides_later_events_until_it_ends(
    postgres_open: Open, postgres_run: Run
) -> None:
    postgres_run("SELECT 1")
    slow_store, store = postgres_open(), postgres_open()
    postgres_run("CREATE TABLE ledger (amount int)")
    with slow_store.transaction() as slow:
        slow.execute("INSERT INTO ledger VALUES (1)")
        store.append("fast", coins(2), expected=NO_STREAM)
        assert store.read_all() == ()
    assert store.read_all() == store.read("fast")


def test_many_writers_lose_nothing_and_each_stream_is_in_order(postgres_open: Open) -> None:
    store, done = postgres_open(), Signal()
    writers, turns = 4, 25
    seen: list[tuple[str, int]] = []

    def write(name: str) -> None:
        for turn in range(turns):
            with store.transaction() as tx:
                tx.append(name, coins(turn, turn), expected=2 * turn)
                tx.execute("SELECT pg_sleep(0.002)")
            while True:
                try:
                    store.append("shared", coins(turn), expected=store.version("shared"))
                    break
                except ConcurrencyError:
                    continue

    def read() -> None:
        after, last = START, False
        while not last:
            last = done.is_set()
            while batch := store.read_all(after=after, limit=7):
                seen.extend((str(each.stream), each.version or 0) for each in batch)
                after = cast(Position, batch[-1].position)

    reading = in_background(read)
    in_background(*[lambda name=f"w-{number}": write(name) for number in range(writers)])()
    done.set()
    reading()
    assert len(seen) == len(set(seen)) == writers * turns * 3
    for name in {stream for stream, _ in seen}:
        versions = [version for stream, version in seen if stream == name]
        assert versions == list(range(1, len(versions) + 1))


def test_an_append_outside_waits_for_the_lock_of_a_transaction_that_has_its_stream(
    postgres_open: Open, postgres_run: Run
) -> None:
    """Not for its rows: then it could store between two of its tries, and the transaction would lose."""
    store, slow_store = postgres_open(), postgres_open()
    waiting: list[tuple[str]] = []
    with slow_store.transaction() as slow:
        slow.append("safe", coins(1), expected=ANY)
        join = in_background(lambda: store.append("safe", coins(2), expected=ANY))
        until(
            lambda: waiting.extend(postgres_run("SELECT locktype FROM pg_locks WHERE NOT granted")) or waiting
        )
    join()
    assert set(waiting) == {("advisory",)}
    assert store.read_events("safe") == tuple(coins(1, 2))


def test_an_append_that_nobody_disturbs_asks_the_server_once(
    postgres_open: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    sent = PostgresRows._sent

    def told(rows: PostgresRows, text: str, values: Sequence[object]) -> Any:
        asked.append(text)
        return sent(rows, text, values)

    store = postgres_open()
    monkeypatch.setattr(PostgresRows, "_sent", told)
    store.append("safe", coins(1), expected=NO_STREAM)
    store.append("safe", coins(2), expected=1)
    assert asked == [sql.APPEND_ALONE] * 2


def test_a_transaction_older_than_the_streams_last_event_is_refused_and_can_be_run_again(
    postgres_open: Open, postgres_run: Run
) -> None:
    one, two = postgres_open(), postgres_open()
    postgres_run("CREATE TABLE ledger (amount int)")

    def book(meanwhile: Callable[[], object]) -> None:
        with one.transaction() as tx:
            tx.execute("INSERT INTO ledger VALUES (?)", 1)  # from here on it has its place in the order
            meanwhile()
            tx.append("till-1", coins(2), expected=ANY)

    with pytest.raises(TransactionConflict) as caught:
        book(lambda: two.append("till-1", coins(1), expected=ANY))
    assert "till-1" in caught.value.reason
    assert postgres_run("SELECT * FROM ledger") == []
    book(lambda: None)
    assert [each.event for each in one.read_all()] == coins(1, 2)
    assert [each.version for each in one.read_all()] == [1, 2]


def test_positions_are_ordered_as_numbers_not_as_text(postgres_open: Open, postgres_run: Run) -> None:
    store = postgres_open()
    for turn in range(3):
        store.append("till-1", coins(turn), expected=turn)
    for version, xid in ((1, "9"), (2, "10"), (3, "100")):
        postgres_run("UPDATE events SET xid = %s::xid8 WHERE version = %s", xid, version)
    assert [each.version for each in store.read_all()] == [1, 2, 3]
    assert [each.version for each in store.read_all(after=at(store, 0))] == [2, 3]
    assert [event.amount_cents for _, event in store.scan()] == [0, 1, 2]  # type: ignore[attr-defined]


def test_a_scan_goes_on_where_its_page_has_ended_on_every_store(
    postgres_open: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.sourcing.store._PAGE", 3)
    for store in (postgres_open(), SQLiteStore(tmp_path / "events.db"), MemoryStore()):
        for turn in range(8):
            store.append(f"till-{turn % 2}", coins(turn), expected=ANY)
        assert [event for _, event in islice(store.scan(), 9)] == coins(*range(8))
        store.close()


def far_ahead(run: Run) -> None:
    """As after a restore into a younger cluster: transactions this server will not begin for years."""
    run("UPDATE events SET xid = (xid::text::int8 + 1000000000)::text::xid8")
    run("UPDATE checkpoints SET xid = (xid::text::int8 + 1000000000)::text::xid8")


def test_a_database_restored_into_a_younger_cluster_is_readable_in_its_old_order(
    postgres_open: Open, postgres_run: Run
) -> None:
    old = postgres_open()
    for turn in range(4):
        old.append(f"till-{turn % 2}", coins(turn), expected=turn // 2)
    old.save_checkpoint("mailer", at(old, 1))
    far_ahead(postgres_run)
    assert old.read_all() == ()  # what a reader without the repair sees: nothing, for years
    store = postgres_open()
    assert [each.event for each in store.read_all()] == coins(0, 1, 2, 3)
    assert store.lag("mailer") == 2
    store.append("till-0", coins(4), expected=2)
    with store.transaction() as tx:
        tx.append("till-1", coins(5), expected=2)
    assert [each.event for each in store.subscribe("mailer")] == coins(2, 3, 4, 5)
    positions = [cast(Position, each.position) for each in store.read_all()]
    assert positions == sorted(positions)
    assert [Position.parse(str(position)) for position in positions] == positions
    assert store.head() == positions[-1]


def test_of_many_who_open_a_moved_database_one_repairs_it(postgres_open: Open, postgres_run: Run) -> None:
    postgres_open().append("till-1", coins(1), expected=NO_STREAM)
    far_ahead(postgres_run)
    in_background(*[lambda: postgres_open().append("till-2", coins(2), expected=ANY)] * 5)()
    assert postgres_run("SELECT timeline FROM companion_store") == [(1,)]
    assert postgres_open().count() == 6


def test_a_checkpoint_kept_elsewhere_misses_nothing_after_an_older_backup_was_restored(
    postgres_open: Open, postgres_run: Run
) -> None:
    store = postgres_open()
    store.append("till-1", coins(1), expected=NO_STREAM)
    elsewhere = Position(
        store.id, 77, store.head().transaction + 50_000
    )  # of events the backup does not have
    postgres_run("UPDATE companion_store SET cluster = 'the server before this one'")
    again = postgres_open()
    again.append("till-1", coins(2), expected=1)
    assert [each.event for each in again.read_all(after=elsewhere)] == coins(2)
    postgres_open()
    assert postgres_run("SELECT timeline FROM companion_store") == [(1,)]  # once for the move


def test_a_repair_waits_for_appends_under_way(postgres_open: Open, postgres_run: Run) -> None:
    store = postgres_open()
    with store.transaction() as tx:
        tx.append("till-1", coins(1), expected=NO_STREAM)
        postgres_run("UPDATE companion_store SET cluster = 'the server before this one'")
        opening = in_background(postgres_open)
        until(
            lambda: postgres_run("SELECT 1 FROM pg_locks WHERE relation = 'events'::regclass AND NOT granted")
        )
        assert postgres_run("SELECT timeline FROM companion_store") == [(0,)]
    opening()
    store.append("till-1", coins(2), expected=1)
    assert postgres_run("SELECT timeline, version FROM events ORDER BY version") == [(0, 1), (1, 2)]


def test_a_checkpoint_cannot_be_moved_back_by_a_race(postgres_open: Open, postgres_run: Run) -> None:
    store, caught = postgres_open(), list[WrongUse]()
    store.append("till-1", coins(1, 2, 3), expected=NO_STREAM)
    first, second, third = (at(store, number) for number in range(3))
    store.save_checkpoint("mailer", first)

    def late() -> None:
        try:
            store.save_checkpoint("mailer", second)
        except WrongUse as problem:
            caught.append(problem)

    with store.transaction() as tx:
        tx.save_checkpoint("mailer", third)
        saving = in_background(late)
        until(lambda: postgres_run("SELECT 1 FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"))
    saving()
    assert repr(third) in caught[0].problem and repr(second) in caught[0].problem
    assert store.checkpoint("mailer") == third


class Waiting:
    """A thread that waits for an event after `after`; made once it has looked for the first time."""

    def __init__(self, store: PostgresStore, after: Position) -> None:
        looked, look = Signal(), store._is_past

        def told(place: tuple[int, int]) -> bool:
            found = look(place)
            looked.set()
            return found

        store._is_past = told  # type: ignore[method-assign]
        self.found: list[bool] = []
        self.join = in_background(lambda: self.found.append(store.wait(after, 10 * PATIENCE_S)))
        assert looked.wait(PATIENCE_S)


def test_a_waiting_reader_finds_what_another_process_appends(postgres_open: Open) -> None:
    store, other = postgres_open(), postgres_open()
    waiting = Waiting(store, START)
    other.append("till-1", coins(1), expected=NO_STREAM)
    waiting.join()
    assert waiting.found == [True]


def test_a_waiting_reader_goes_on_waiting_while_the_event_is_hidden(postgres_open: Open) -> None:
    store, other, slow_store = postgres_open(), postgres_open(), postgres_open()
    with slow_store.transaction() as slow:
        slow.execute("CREATE TABLE ledger (amount int)")  # hides what comes later
        waiting = Waiting(store, START)
        other.append("till-1", coins(1), expected=NO_STREAM)
        assert store.head() == START and waiting.found == []
    waiting.join()
    assert waiting.found == [True]


def test_a_store_that_is_closed_ends_the_waiting(postgres_open: Open) -> None:
    store = postgres_open()
    waiting = Waiting(store, START)
    store.close()
    waiting.join()


def test_no_statement_of_an_append_notifies_anybody() -> None:
    # A NOTIFY holds a lock of the whole database until the commit: it halved the appends of eight writers.
    steps = (sql.LOCK_STREAM, sql.APPEND_NEW, sql.APPEND_GIVEN, sql.KNOWN)
    assert [step for step in steps if "notify" in step.lower()] == []


def in_transaction(store: PostgresStore, text: str) -> None:
    with store.transaction() as tx:
        tx.execute(text)


@pytest.mark.parametrize(
    "make",
    [
        lambda store: StoredEffects.create(store),
        lambda store: Inbox(store, "billing"),
        lambda store: TableView(store, "likes", ["CREATE TABLE {likes} (post_id TEXT PRIMARY KEY)"]),
        lambda store: in_transaction(store, "-- of a post\ncreate\ttable if not exists likes (post_id TEXT)"),
    ],
    ids=["effects", "inbox", "view", "statement with a comment"],
)
def test_two_that_make_the_same_tables_at_once_both_find_them_made(
    postgres_open: Open, postgres_run: Run, make: Callable[[PostgresStore], object]
) -> None:
    clock, second = VirtualClock(), postgres_open()
    first = postgres_open(clock=clock)
    with second.transaction() as tx:
        [(pid,)] = tx.execute("SELECT pg_backend_pid()")
    failed: list[Exception] = []
    waiting: list[Callable[[], None]] = []

    def too() -> None:
        try:
            make(second)
        except Exception as problem:
            failed.append(problem)

    def before_the_commit(point: str) -> None:
        if not waiting:
            waiting.append(in_background(too))
            until(lambda: postgres_run("SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted", pid))

    clock.on_point = before_the_commit
    make(first)
    waiting[0]()
    assert failed == []
