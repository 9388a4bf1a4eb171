"""The store on PostgreSQL: what it adds to the promises that all stores keep."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion.engines import PostgresStore
from companion.events import BadInput, Closed, Event, Trace, VirtualClock, WrongUse
from companion.sourcing import (
    ANY,
    NO_STREAM,
    START,
    ConcurrencyError,
    MemoryStore,
    SQLiteStore,
    StatementFailed,
    StoreError,
    StoreUnavailable,
    TransactionConflict,
    UnreadableEvent,
)

Open = Callable[..., PostgresStore]
Run = Callable[..., list[tuple[Any, ...]]]


class CoinDropped(Event):
    amount_cents: int
    note: str = ""


def coins(*amounts: int) -> list[CoinDropped]:
    return [CoinDropped(amount_cents=amount) for amount in amounts]


def test_what_was_appended_is_read_by_another_store_on_the_same_schema(postgres_open: Open) -> None:
    stored = postgres_open().append("till-1", coins(1, 2), expected=NO_STREAM)
    again = postgres_open()
    assert again.read("till-1") == again.read_all() == stored
    assert again.id == postgres_open().id


def test_a_learner_asks_events_for_a_field_in_plain_sql(postgres_open: Open, postgres_run: Run) -> None:
    postgres_open().append("till-1", coins(5), expected=NO_STREAM)
    assert postgres_run("SELECT stream, version, type, data->>'amount_cents' FROM events") == [
        ("till-1", 1, "CoinDropped", "5")
    ]


def test_a_text_with_a_nul_and_quotes_is_read_as_it_was_written(postgres_open: Open) -> None:
    store = postgres_open()
    odd = CoinDropped(amount_cents=1, note="\0 '\"\\ {} $1 %s ? 🜁")
    store.append("till-1", [odd], expected=NO_STREAM)
    assert store.read_events("till-1") == (odd,)


@pytest.mark.parametrize(
    "name", ["'; DROP TABLE events; --", '"', "$$", "%s ? {s}", "é" * 127, "x" * 255, "\\"]
)
def test_a_name_that_looks_like_sql_is_only_a_name(postgres_open: Open, name: str) -> None:
    store = postgres_open()
    store.append(name, coins(1), expected=NO_STREAM)
    store.append(name, coins(2), expected=1)
    store.save_checkpoint(name, store.head())
    store.save_snapshot(name, 2, name, b"state")
    assert store.version(name) == 2
    assert store.streams() == store.streams(name) == (name,)
    assert store.checkpoint(name) == store.head()
    assert store.load_snapshot(name, name) == (2, b"state")


@pytest.mark.parametrize(
    "schema", ["", "pg_mine", 'a"b', "a;b", "a'b", "x" * 64, "a\0b", "information_schema"]
)
def test_a_schema_that_cannot_be_is_refused(schema: str) -> None:
    with pytest.raises(BadInput) as caught:
        PostgresStore("postgresql://nobody@127.0.0.1:1/none", schema=schema)
    assert caught.value.what == "schema"


def test_a_refused_append_leaves_its_transaction_whole(postgres_open: Open) -> None:
    store = postgres_open()
    store.append("till-1", coins(1), expected=NO_STREAM)
    with store.transaction() as tx:
        tx.append("till-2", coins(2), expected=NO_STREAM)
        with pytest.raises(ConcurrencyError) as caught:
            tx.append("till-1", coins(3), expected=NO_STREAM)
        tx.append("till-1", coins(4), expected=1)
    assert (caught.value.stream, caught.value.expected, caught.value.actual) == ("till-1", 0, 1)
    assert [each.event for each in store.read_all()] == coins(1, 2, 4)


def test_an_id_that_another_stream_has_is_refused_and_the_transaction_goes_on(postgres_open: Open) -> None:
    one, two = postgres_open(clock=VirtualClock(seed=1)), postgres_open(clock=VirtualClock(seed=1))
    [there] = one.append("till-1", coins(1), expected=NO_STREAM)
    with two.transaction() as tx:
        with pytest.raises(BadInput) as caught:
            tx.append("till-2", coins(1), expected=NO_STREAM)
        tx.append("till-2", coins(2), expected=NO_STREAM)
    assert caught.value.given == there.id
    assert "event 1 of 'till-1'" in caught.value.problem and "seed" in caught.value.problem
    assert two.read_events("till-2") == tuple(coins(2))


def test_json_that_is_none_cannot_be_put_into_the_table_by_hand(
    postgres_open: Open, postgres_run: Run
) -> None:
    import psycopg

    store = postgres_open()
    store.append("till-1", coins(1), expected=NO_STREAM)
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        postgres_run("""UPDATE events SET data = '{"amount_cents": '""")
    postgres_run("""UPDATE events SET data = '{"amount_cents": "one"}'""")
    with pytest.raises(UnreadableEvent) as caught:
        store.read_all()
    assert (caught.value.stream, caught.value.version, caught.value.position) == ("till-1", 1, store.head())


def test_a_position_below_zero_is_no_position(postgres_open: Open) -> None:
    from companion.sourcing import Position

    store = postgres_open()
    for odd in (Position(store.id, -1), Position(store.id, 1, -1), Position(store.id, 1, 2**63), "start"):
        with pytest.raises(BadInput):
            store.read_all(after=odd)  # type: ignore[arg-type]


@pytest.mark.parametrize("version", [2**31, 2**63, 2**70])
def test_a_version_that_no_stream_can_have_is_refused_by_every_store(
    postgres_open: Open, tmp_path: Path, version: int
) -> None:
    for store in (postgres_open(), SQLiteStore(tmp_path / "till.db"), MemoryStore()):
        with pytest.raises(ValueError, match="how many events"):
            store.save_snapshot("till-1", version, "v1", b"")
        store.save_snapshot("till-1", 2**31 - 1, "v1", b"")
        store.close()


def test_a_moment_before_the_year_one_is_before_every_event(postgres_open: Open) -> None:
    from datetime import datetime, timedelta, timezone

    store = postgres_open()
    store.append("till-1", [CoinDropped(amount_cents=1)], expected=0)
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    assert store.read("till-1", until=first) == ()


def test_a_checkpoint_moves_back_only_by_a_reset(postgres_open: Open) -> None:
    store = postgres_open()
    first, second = store.append("till-1", coins(1, 2), expected=NO_STREAM)
    store.save_checkpoint("mailer", second.position)  # type: ignore[arg-type]
    with pytest.raises(WrongUse) as caught:
        store.save_checkpoint("mailer", first.position)  # type: ignore[arg-type]
    assert repr(second.position) in str(caught.value) and repr(first.position) in str(caught.value)
    with pytest.raises(WrongUse), store.transaction() as tx:
        tx.save_checkpoint("mailer", START)
    store.reset_checkpoint("mailer", first.position)  # type: ignore[arg-type]
    assert store.lag("mailer") == 1


def test_appends_are_traced_once_they_are_stored(postgres_open: Open) -> None:
    trace = Trace()
    store = postgres_open(trace=trace)
    stored = store.append("till-1", coins(1), expected=NO_STREAM)
    with store.transaction() as tx:
        stored += tx.append("till-1", coins(2), expected=1)
        assert len(list(trace)) == 1
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        tx.append("till-1", coins(3), expected=2)
        raise ZeroDivisionError
    store.append("till-1", stored[:1], expected=ANY)  # a repeat is nothing new
    assert [record.envelope for record in trace] == list(stored)


def test_a_crash_point_stands_before_and_after_each_append(postgres_open: Open) -> None:
    clock = VirtualClock()
    store, points = postgres_open(clock=clock), list[tuple[str, int]]()
    clock.on_point = lambda name: points.append((name, store.version("till-1")))
    store.append("till-1", coins(1), expected=NO_STREAM)
    with store.transaction() as tx:
        tx.append("till-1", coins(2, 3), expected=1)
    two = "append CoinDropped, CoinDropped"
    assert points == [
        ("before append CoinDropped", 0), ("after append CoinDropped", 1),
        (f"before {two}", 1), (f"after {two}", 3),
    ]  # fmt: skip


def test_writing_past_an_open_transaction_is_refused_and_reading_is_not(postgres_open: Open) -> None:
    store = postgres_open()
    with store.transaction() as tx:
        tx.append("till-1", coins(1), expected=NO_STREAM)
        for call in (
            lambda: store.append("till-1", coins(2), expected=ANY),
            lambda: store.save_checkpoint("mailer", START),
            lambda: store.reset_checkpoint("mailer"),
            lambda: store.save_snapshot("till-1", 1, "v1", b""),
            lambda: store.transaction().__enter__(),
        ):
            with pytest.raises(WrongUse):
                call()
        assert store.read("till-1") == ()
        assert len(tx.read("till-1")) == 1
    with pytest.raises(Closed):
        tx.append("till-1", coins(2), expected=ANY)
    with pytest.raises(Closed):
        tx.execute("SELECT 1")


def test_transactions_that_wait_for_each_other_are_broken_off_and_can_be_run_again(
    postgres_open: Open,
) -> None:
    store = postgres_open()
    from threading import Barrier, Thread

    both, conflicts = Barrier(2, timeout=300), list[TransactionConflict]()

    def move(first: str, second: str) -> None:
        for turn in range(2):
            try:
                with store.transaction() as tx:
                    tx.append(first, coins(1), expected=ANY)
                    if turn == 0:
                        both.wait()
                    tx.append(second, coins(1), expected=ANY)
                return
            except TransactionConflict as conflict:
                conflicts.append(conflict)

    threads = [Thread(target=move, args=names) for names in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert len(conflicts) == 1
    assert "deadlock" in conflicts[0].reason
    assert (store.version("a"), store.version("b")) == (2, 2)


def test_a_statement_that_fails_takes_all_of_its_transaction_with_it(postgres_open: Open) -> None:
    store = postgres_open()
    with pytest.raises(StatementFailed) as caught, store.transaction() as tx:
        tx.append("till-1", coins(1), expected=NO_STREAM)
        with pytest.raises(StatementFailed):
            tx.execute("SELECT * FROM no_such_table")
        with pytest.raises(StatementFailed):
            tx.append("till-1", coins(1), expected=NO_STREAM)
    assert caught.value.sql == "SELECT * FROM no_such_table"
    assert store.version("till-1") == 0


def test_a_deferred_constraint_refuses_the_commit(postgres_open: Open) -> None:
    store = postgres_open()
    with store.transaction() as tx:
        tx.execute("CREATE TABLE tills (name text UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(StatementFailed) as caught, store.transaction() as tx:
        tx.append("till-1", coins(1), expected=NO_STREAM)
        tx.execute("INSERT INTO tills VALUES (?), (?)", "one", "one")
    assert caught.value.sql == "COMMIT"
    assert store.version("till-1") == 0


# --- errors at the commit -------------------------------------------------------------------------------

AT_COMMIT = """
CREATE SEQUENCE commits;
CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('commits') <= {times} THEN {what}; END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION at_commit();
"""


def committing(postgres_run: Run, what: str, times: int) -> None:
    """Let the first commits that insert an event do `what`."""
    schema = postgres_run("SELECT current_schema()")[0][0]
    text = AT_COMMIT.format(what=what, times=times).replace("'commits'", f"'\"{schema}\".commits'")
    postgres_run(text)


def outcome(append: Callable[[], object]) -> StoreError | None:
    try:
        append()
    except StoreError as error:
        return error
    return None


@pytest.mark.parametrize(
    "what",
    [
        "RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation'",
        "RAISE EXCEPTION 'no' USING ERRCODE = 'disk_full'",
        "RAISE EXCEPTION 'no' USING ERRCODE = 'query_canceled'",
    ],
)
def test_an_error_at_the_commit_is_told_as_a_transaction_tells_it(
    postgres_open: Open, postgres_run: Run, what: str
) -> None:
    store = postgres_open()
    committing(postgres_run, what, times=2)

    def in_a_transaction() -> None:
        with store.transaction() as tx:
            tx.append("till-1", coins(1), expected=NO_STREAM)

    told = outcome(lambda: store.append("till-1", coins(1), expected=NO_STREAM))
    assert told is not None
    assert type(told) is type(outcome(in_a_transaction))
    assert store.version("till-1") == 0
    store.append("till-1", coins(1), expected=NO_STREAM)


def test_an_append_broken_off_at_the_commit_because_of_others_is_tried_again(
    postgres_open: Open, postgres_run: Run
) -> None:
    store = postgres_open()
    committing(postgres_run, "RAISE EXCEPTION 'again' USING ERRCODE = 'serialization_failure'", times=2)
    stored = store.append("till-1", coins(1), expected=NO_STREAM)
    assert store.read("till-1") == stored


def test_a_connection_ended_at_the_commit_leaves_it_unsure_and_the_append_can_be_repeated(
    postgres_open: Open, postgres_run: Run
) -> None:
    store = postgres_open()
    committing(postgres_run, "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60)", times=1)
    told = outcome(lambda: store.append("till-1", coins(1), expected=NO_STREAM))
    assert isinstance(told, StoreUnavailable)
    assert told.unsure
    stored = store.append("till-1", told.envelopes, expected=NO_STREAM)
    assert store.read("till-1") == stored
