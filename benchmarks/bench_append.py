"""Append batches of 1, 10 and 100 events to SQLite (FULL) and to PostgreSQL.

    python benchmarks/bench_append.py [rounds]

Contestants run A B C … C B A, at least five rounds, each run on a fresh file or schema; every run checks how
many events are there and what version the streams have. The limit writes prepared rows into the very table
that ours makes, one transaction a batch, and looks at nothing. Prints markdown tables for one append. Peers
that are not installed are left out and named. Never a timed test.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from importlib.util import find_spec
from typing import Any

from account import STREAMS, expect, fresh_file, fresh_schema, movement, places, surroundings
from interleaved import Run, measure, table

from companion.engines import PostgresStore, postgres
from companion.events import SystemClock
from companion.events.codec import encode_event
from companion.sourcing import EventStore, SQLiteStore

HERE = [name for name in ("eventsourcing", "psycopg_pool") if find_spec(name)]
CLOCK = SystemClock()
COLUMNS = "position, stream, version, type, schema, data, id, time_us"
INSERT = f"INSERT INTO events ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
UNNEST = """
    INSERT INTO "{}".events (stream, version, id, type, schema, data, time, correlation_id)
    SELECT * FROM unnest({}::text[], {}::int4[], {}::text[], {}::text[], {}::int4[], {}::json[],
                         {}::timestamptz[], {}::text[])
"""


def in_table(con: Any, schema: str = "") -> tuple[int, int]:
    [found] = con.execute(f"SELECT count(*), max(version) FROM {schema}events").fetchall()
    return found[0], found[1]


# --- ours ---------------------------------------------------------------------------------------------


def append_all(store: EventStore, n: int, batch: int) -> float:
    jobs = [(f"account-{stream}", [movement(version + each) for each in range(batch)], version)
            for stream, version in places(n, batch)]  # fmt: skip
    start = time.perf_counter()
    for stream, events, version in jobs:
        stored = store.append(stream, events, expected=version)
    seconds = time.perf_counter() - start
    assert stored[-1].version == jobs[-1][2] + batch
    expect(n, batch, store.count(), max(store.version(f"account-{number}") for number in range(STREAMS)))
    return seconds


def ours_on_sqlite(batch: int) -> Run:
    def run(n: int) -> float:
        with fresh_file() as path, closing(SQLiteStore(path)) as store:
            return append_all(store, n, batch)

    return run


def ours_on_postgres(url: str, batch: int) -> Run:
    def run(n: int) -> float:
        with fresh_schema(url) as schema, closing(PostgresStore(url, schema=schema)) as store:
            return append_all(store, n, batch)

    return run


# --- the limits ---------------------------------------------------------------------------------------


def rows(n: int, batch: int) -> list[list[tuple[Any, ...]]]:
    """Rows ready for the table of events, one list an append."""
    now, position, made = time.time_ns() // 1000, 0, []
    for stream, version in places(n, batch):
        one = []
        for each in range(1, batch + 1):
            position += 1
            event = movement(version + each - 1)
            one.append((position, f"account-{stream}", version + each, type(event).__name__, 1,
                        encode_event(event), CLOCK.new_id(), now))  # fmt: skip
        made.append(one)
    return made


def raw_connection(path: str) -> sqlite3.Connection:
    con = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
    con.execute("PRAGMA synchronous = FULL")
    assert con.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    return con


def raw_sqlite(batch: int) -> Run:
    def run(n: int) -> float:
        with fresh_file() as path:
            SQLiteStore(path).close()  # makes the table
            with closing(raw_connection(path)) as con:
                batches = rows(n, batch)
                start = time.perf_counter()
                for each in batches:
                    con.execute("BEGIN IMMEDIATE")
                    con.executemany(INSERT, each)
                    con.execute("COMMIT")
                seconds = time.perf_counter() - start
                expect(n, batch, *in_table(con))
                return seconds

    return run


def arrays(batch: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """The rows of one append as one list a column."""
    now = CLOCK.now()
    _, streams, versions, types, schemas, data, ids, _ = map(list, zip(*batch, strict=True))
    return [streams, versions, ids, types, schemas, [each.decode() for each in data], [now] * len(ids), ids]


def one_insert(url: str, batch: int) -> Run:
    import psycopg

    def run(n: int) -> float:
        with fresh_schema(url) as schema:
            PostgresStore(url, schema=schema).close()  # makes the table
            with psycopg.connect(url, autocommit=True) as link:
                sql = UNNEST.format(schema, *["%s"] * 8)
                values = [arrays(each) for each in rows(n, batch)]
                link.execute("SELECT 1")
                start = time.perf_counter()
                for each in values:
                    link.execute(sql, each, prepare=True)
                seconds = time.perf_counter() - start
                expect(n, batch, *in_table(link, f'"{schema}".'))
                return seconds

    return run


def one_insert_by_libpq(url: str, batch: int) -> Run:
    """Below psycopg: every value is on hand in binary before the clock starts."""
    import psycopg
    from psycopg.adapt import PyFormat, Transformer
    from psycopg.pq import ExecStatus

    def run(n: int) -> float:
        with fresh_schema(url) as schema:
            PostgresStore(url, schema=schema).close()
            with psycopg.connect(url, autocommit=True) as link:
                dump, ready = Transformer(link), []
                for each in rows(n, batch):
                    ready.append(dump.dump_sequence(arrays(each), [PyFormat.BINARY] * 8))
                sql = UNNEST.format(schema, *[f"${place}" for place in range(1, 9)])
                link.pgconn.prepare(b"limit", sql.encode(), dump.types)
                start = time.perf_counter()
                for values in ready:
                    done = link.pgconn.exec_prepared(b"limit", values, [1] * 8)
                    assert done.status == ExecStatus.COMMAND_OK, done.error_message
                seconds = time.perf_counter() - start
                expect(n, batch, *in_table(link, f'"{schema}".'))
                return seconds

    return run


# --- eventsourcing ------------------------------------------------------------------------------------


def recorder_on_sqlite(batch: int) -> Run:
    from peer_eventsourcing import record_all, sqlite_recorder

    def run(n: int) -> float:
        with fresh_file() as path:
            recorder = sqlite_recorder(path)
            try:
                return record_all(recorder, n, batch)
            finally:
                recorder.datastore.close()

    return run


def application_on_sqlite(batch: int) -> Run:
    from peer_eventsourcing import save_all, sqlite_application

    def run(n: int) -> float:
        with fresh_file() as path, closing(sqlite_application(path)) as application:
            return save_all(application, n, batch)

    return run


def recorder_on_postgres(url: str, batch: int, in_the_database: bool) -> Run:
    from peer_eventsourcing import postgres_recorder, record_all

    def run(n: int) -> float:
        with fresh_schema(url) as schema:
            recorder = postgres_recorder(url, schema, in_the_database)
            try:
                return record_all(recorder, n, batch)
            finally:
                recorder.datastore.close()

    return run


# --- the tables ---------------------------------------------------------------------------------------


def sqlite_tables(rounds: int) -> None:
    for batch, n in ((1, 150), (10, 100), (100, 50)):
        contestants: dict[str, Run] = {
            "raw sqlite3, one transaction (limit)": raw_sqlite(batch),
            "companion": ours_on_sqlite(batch),
        }
        if "eventsourcing" in HERE:
            contestants["eventsourcing recorder"] = recorder_on_sqlite(batch)
            contestants["eventsourcing application"] = application_on_sqlite(batch)
        found = measure(contestants, n, rounds, warm_up=10)
        print(
            table(
                f"SQLite, FULL: append {events(batch)}", found, "raw sqlite3, one transaction (limit)", "µs"
            )
        )


def postgres_tables(url: str, rounds: int) -> None:
    for batch, n in ((1, 200), (10, 150), (100, 60)):
        contestants: dict[str, Run] = {
            "one INSERT … unnest, psycopg (limit)": one_insert(url, batch),
            "the same by libpq, values in binary beforehand": one_insert_by_libpq(url, batch),
            "companion": ours_on_postgres(url, batch),
        }
        if len(HERE) == 2:
            contestants["eventsourcing recorder"] = recorder_on_postgres(url, batch, False)
            contestants["eventsourcing recorder, PL/pgSQL"] = recorder_on_postgres(url, batch, True)
        found = measure(contestants, n, rounds, warm_up=10)
        print(
            table(f"PostgreSQL: append {events(batch)}", found, "one INSERT … unnest, psycopg (limit)", "µs")
        )


def events(batch: int) -> str:
    return "1 event" if batch == 1 else f"{batch} events"


def main(rounds: int = 5) -> None:
    print(surroundings(), end="\n\n")
    sqlite_tables(rounds)
    postgres_tables(postgres(), rounds)
    missing = [name for name in ("eventsourcing", "psycopg_pool") if name not in HERE]
    if missing:
        print(f"Not installed, left out: {', '.join(missing)}")
    print(surroundings())


if __name__ == "__main__":
    main(*(max(5, int(argument)) for argument in sys.argv[1:2]))
