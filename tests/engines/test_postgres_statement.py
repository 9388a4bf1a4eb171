"""A portable statement becomes one of PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from companion.engines import PostgresStore
from companion.engines.postgresql.store import after_prefix, numbered
from companion.sourcing import NO_STREAM, StatementFailed

Open = Callable[..., PostgresStore]


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("SELECT ?, ?", "SELECT $1, $2"),
        ("SELECT '?', ?", "SELECT '?', $1"),
        ("SELECT 'it''s ?', ?", "SELECT 'it''s ?', $1"),
        (r"SELECT E'it\'s ?', ?", r"SELECT E'it\'s ?', $1"),
        (r"SELECT 'a\', ?", r"SELECT 'a\', $1"),
        ('SELECT "a?""?", ?', 'SELECT "a?""?", $1'),
        ("SELECT $$ ? $$, $a$ ? $$ ? $a$, ?", "SELECT $$ ? $$, $a$ ? $$ ? $a$, $1"),
        ("SELECT a$b FROM t WHERE c$d = ?", "SELECT a$b FROM t WHERE c$d = $1"),
        ("SELECT 1 -- ? it's\n, ?", "SELECT 1 -- ? it's\n, $1"),
        ("SELECT /* ? ' */ ?", "SELECT /* ? ' */ $1"),
        ("SELECT 5 % 2, '100%', '%s', ?::int", "SELECT 5 % 2, '100%', '%s', $1::int"),
    ],
)
def test_places_are_numbered_except_in_quotes_and_comments(given: str, made: str) -> None:
    assert numbered(given)[0] == made


@pytest.mark.parametrize(
    "text",
    ["COMMIT", "-- now\nrollback", "/**/BEGIN", ";end", "SELECT 1; COMMIT", "PREPARE TRANSACTION 'x'",
     "SAVEPOINT a", "DEALLOCATE ALL", "DISCARD PLANS", "DO $$ BEGIN COMMIT; END $$", "-- now\rCOMMIT",
     "/* /* within */ */ COMMIT", "\ufeffCOMMIT", "SELECT 1 FROM ledger\0 WHERE false"],
)  # fmt: skip
def test_no_statement_ends_the_transaction_around_it(postgres_open: Open, text: str) -> None:
    store = postgres_open()
    with pytest.raises(StatementFailed) as caught, store.transaction() as tx:
        tx.save_snapshot = None  # type: ignore[attr-defined]
        tx.execute("CREATE TABLE ledger (amount int)")
        tx.execute(text)
    assert caught.value.sql == text
    with pytest.raises(StatementFailed), store.transaction() as tx:
        tx.execute("SELECT * FROM ledger")


@pytest.mark.parametrize(
    ("text", "values"),
    [("SELECT ?", ()), ("SELECT 1", (1,)), ("SELECT ?::text", ("a\0b",)), ("SELECT ?", (object(),)),
     ("SELECT ?::int", ("one",)), ("SELECT ?::text", ("\ud800",)), ("COPY companion_store TO STDOUT", ())],
)  # fmt: skip
def test_a_statement_and_values_that_do_not_go_together_fail_with_the_statement(
    postgres_open: Open, text: str, values: tuple[Any, ...]
) -> None:
    store = postgres_open()
    with pytest.raises(StatementFailed) as caught, store.transaction() as tx:
        tx.execute(text, *values)
    assert caught.value.sql == text
    assert store.version("till-1") == 0


def test_values_come_back_as_they_went(postgres_open: Open) -> None:
    from datetime import UTC, datetime

    noon = datetime(2024, 1, 31, 12, tzinfo=UTC)
    odd = "100% '?' \\ $1 %s {s} 🜁"
    store = postgres_open()
    with store.transaction() as tx:
        tx.execute("CREATE TABLE ledger (n int, t text, b bytea, m timestamptz, d jsonb, f float8)")
        assert (
            tx.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?)", 1, odd, b"\0", noon, "[1]", 0.5) == []
        )
        assert tx.execute("SELECT * FROM ledger WHERE t = ?", odd) == [(1, odd, b"\0", noon, [1], 0.5)]
        assert tx.execute("UPDATE ledger SET n = ? RETURNING n", None) == [(None,)]


@pytest.mark.parametrize("begins", ["SET ", "set\n", " -- quicker\n/* but not for ever */ SET\t"])
def test_what_a_transaction_sets_on_its_connection_ends_with_it(postgres_open: Open, begins: str) -> None:
    store = postgres_open()
    with store.transaction() as tx:
        tx.execute(f"{begins}synchronous_commit = off")
        tx.execute(f"{begins}search_path = nowhere")
        tx.execute(f"{begins}default_transaction_isolation = 'serializable'")
    with store.transaction() as tx:
        assert tx.execute("SHOW synchronous_commit") == [("on",)]
        assert tx.execute("SELECT count(*) FROM events") == [(0,)]
    assert store.version("till-1") == NO_STREAM


@pytest.mark.parametrize(
    "text",
    ["SELECT set_config('synchronous_commit', 'off', false)", "RESET search_path", "SELECT 1 INTO TEMP mine",
     "WITH a AS (SELECT Set_Config('search_path', 'nowhere', false)) SELECT * FROM a",
     "CREATE local\nTemporary TABLE mine (n int)", "SELECT pg_advisory_lock(42)",
     "SELECT pg_try_advisory_lock_shared(42)"],
)  # fmt: skip
def test_what_a_query_leaves_on_its_connection_ends_with_its_transaction(
    postgres_open: Open, text: str
) -> None:
    store = postgres_open()
    with store.transaction() as tx:
        tx.execute(text)
    with store.transaction() as tx:
        assert tx.execute("SHOW synchronous_commit") == [("on",)]
        assert tx.execute("SELECT count(*) FROM events") == [(0,)]
        assert tx.execute("SELECT 1 FROM pg_locks WHERE objid = 42 AND pid = pg_backend_pid()") == []
        assert tx.execute("SELECT to_regclass('mine') IS NULL") == [(True,)]


def test_what_leaves_nothing_behind_keeps_its_connection(postgres_open: Open) -> None:
    store, seen = postgres_open(), set()
    for text in ("CREATE TABLE r (temp int)", "INSERT INTO r VALUES (1)", "UPDATE r SET temp = 2"):
        with store.transaction() as tx:
            tx.execute(text)
            seen.add(tx.execute("SELECT pg_backend_pid()")[0])
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("prefix", "end"),
    [("", ""), ("a", "b"), ("order-", "order."), ("é", "ê"), ("\ud7ff", "\ue000"), ("a\U0010ffff", "b"),
     ("\U0010ffff", "")],
)  # fmt: skip
def test_all_names_of_a_prefix_stand_before_one_text(prefix: str, end: str) -> None:
    assert after_prefix(prefix) == end
    for name in (prefix, prefix + "z", prefix + "\U0010ffff"):
        assert not end or prefix.encode() <= name.encode() < end.encode()
