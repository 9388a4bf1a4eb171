"""Rebuild one stream of 1,000 events, and all streams of 100,000, on SQLite, PostgreSQL and in memory.

    python benchmarks/bench_rebuild.py [rounds]

Contestants run A B C … C B A, at least five rounds; every run checks all balances. The limit on a database
fetches the undecoded rows by one statement and looks at nothing; in memory, where there is nothing to fetch,
it decodes bare JSON by msgspec. Prints markdown tables. eventsourcing rebuilds a tenth of the 100,000 events,
and its time is multiplied. Peers that are not installed are left out and named. Never a timed test.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from importlib.util import find_spec
from typing import Any

import msgspec
from account import (
    ACCOUNT,
    Deposited,
    Withdrawn,
    balance_after,
    fresh_file,
    fresh_schema,
    movement,
    surroundings,
)
from interleaved import Run, measure, table

from companion.engines import PostgresStore, postgres
from companion.events.codec import encode_event
from companion.sourcing import EventStore, MemoryStore, SQLiteStore, rebuild, replay

LENGTH = 1000  # of the one stream
STREAMS, EACH = 1000, 100  # of the many
PART = 10  # eventsourcing rebuilds one account in so many
HERE = [name for name in ("eventsourcing", "psycopg_pool") if find_spec(name)]
ONE = "SELECT version, type, schema, data FROM events WHERE stream = ? ORDER BY version"
ALL = "SELECT stream, version, type, schema, data FROM events ORDER BY position"


def repeat(operation: Callable[[], Any], right: Callable[[Any], bool], divisor: int = 1) -> Run:
    """Do `operation()` n times and check each result; `divisor` says which part of the work it does."""

    def run(n: int) -> float:
        seconds = 0.0
        for _ in range(n):
            start = time.perf_counter()
            result = operation()
            seconds += time.perf_counter() - start
            assert right(result), "the wrong balance"
        return seconds * divisor

    return run


def is_balance(found: Any) -> bool:
    return bool(found == balance_after(LENGTH))


def is_length(found: Any) -> bool:
    return len(found) == LENGTH


def are_balances(found: Any) -> bool:
    return len(found) == STREAMS and set(found.values()) == {balance_after(EACH)}


def fill(store: EventStore) -> None:
    """One account with 1,000 movements."""
    store.append("account", [movement(number) for number in range(LENGTH)], expected=0)


def fill_many(store: EventStore) -> None:
    """1,000 accounts with 100 movements each, ten at a time, so that they stand mixed as they would."""
    for version in range(0, EACH, 10):
        batch = [movement(version + each) for each in range(10)]
        for number in range(STREAMS):
            store.append(f"account-{number}", batch, expected=version)


# --- where the rows are -------------------------------------------------------------------------------


def raw_sqlite(path: str, stack: ExitStack) -> Callable[[str], Callable[..., list[Any]]]:
    con = stack.enter_context(closing(sqlite3.connect(path)))
    return lambda sql: lambda *values: con.execute(sql, values).fetchall()


def raw_postgres(url: str, schema: str, stack: ExitStack) -> Callable[[str], Callable[..., list[Any]]]:
    """JSON is left as bytes, as ours reads it; the rest is what psycopg makes of it in binary."""
    import psycopg
    from psycopg.types.string import ByteaBinaryLoader

    link = stack.enter_context(psycopg.connect(url, autocommit=True))
    link.adapters.register_loader("json", ByteaBinaryLoader)
    link.execute(f'SET search_path = "{schema}"')

    def statement(sql: str) -> Callable[..., list[Any]]:
        text = sql.replace("?", "%s").replace("ORDER BY position", "ORDER BY timeline, xid, position")
        cursor = link.cursor(binary=True)
        return lambda *values: cursor.execute(text, values, prepare=True).fetchall()

    return statement


class Memory:
    """In memory the least is to decode: the same JSON, straight from a list."""

    def __init__(self) -> None:
        decode = {cls: msgspec.json.Decoder(cls).decode for cls in (Deposited, Withdrawn)}
        self.events = [(encode_event(each), decode[type(each)]) for each in map(movement, range(LENGTH))]

    def one(self) -> list[Any]:
        return [decode(data) for data, decode in self.events]

    def many(self) -> list[Any]:
        hundred = self.events[:EACH]
        return [[decode(data) for data, decode in hundred] for _ in range(STREAMS)]


# --- eventsourcing ------------------------------------------------------------------------------------


def peer_one(application: Any) -> Run:
    from peer_eventsourcing import filled

    [id] = filled(application, 1, LENGTH)
    return repeat(lambda: application.repository.get(id).balance, is_balance)


def peer_many(application: Any) -> Run:
    from peer_eventsourcing import filled

    ids = filled(application, STREAMS // PART, EACH)
    get, right = application.repository.get, balance_after(EACH)
    return repeat(
        lambda: {id: get(id).balance for id in ids},
        lambda found: len(found) == len(ids) and set(found.values()) == {right},
        divisor=PART,
    )


def peer_on(where: str, url: str, stack: ExitStack) -> Any:
    import peer_eventsourcing as peer

    if where == "SQLite":
        return stack.enter_context(closing(peer.sqlite_application(stack.enter_context(fresh_file()))))
    if where == "PostgreSQL":
        schema = stack.enter_context(fresh_schema(url))
        return stack.enter_context(closing(peer.postgres_application(url, schema)))
    return stack.enter_context(closing(peer.memory_application()))


# --- the tables ---------------------------------------------------------------------------------------


def one_stream(
    where: str, store: EventStore, limit: tuple[str, Run], url: str, rounds: int, stack: ExitStack
) -> None:
    contestants = dict([limit])
    contestants["companion, read_events"] = repeat(lambda: store.read_events("account"), is_length)
    contestants["companion, replay"] = repeat(lambda: replay(store, "account", ACCOUNT), is_balance)
    if "eventsourcing" in HERE and (where != "PostgreSQL" or len(HERE) == 2):
        contestants["eventsourcing repository"] = peer_one(peer_on(where, url, stack))
    found = measure(contestants, 20, rounds)
    print(table(f"{where}: one stream of {LENGTH:,} events", found, limit[0], "µs"))


def all_streams(
    where: str, store: EventStore, limit: tuple[str, Run], url: str, rounds: int, stack: ExitStack
) -> None:
    contestants = dict([limit])
    contestants["companion, rebuild"] = repeat(lambda: rebuild(store, ACCOUNT), are_balances)
    if "eventsourcing" in HERE and (where != "PostgreSQL" or len(HERE) == 2):
        contestants["eventsourcing repository, a tenth"] = peer_many(peer_on(where, url, stack))
    found = measure(contestants, 1, rounds, warm_up=1)
    print(table(f"{where}: {STREAMS * EACH:,} events in {STREAMS:,} streams", found, limit[0], "ms"))


def stores(
    where: str, url: str, stack: ExitStack
) -> tuple[EventStore, EventStore, tuple[str, Run], tuple[str, Run]]:
    """A store with one stream, another with a thousand, and the limits of reading them."""
    if where == "memory":
        bare = Memory()
        limit = "msgspec decodes the JSON (limit)"
        return (MemoryStore(), MemoryStore(), (limit, repeat(bare.one, is_length)),
                (limit, repeat(bare.many, lambda found: len(found) == STREAMS)))  # fmt: skip
    made: list[EventStore] = []
    ask: list[Callable[[str], Callable[..., list[Any]]]] = []
    for _ in range(2):
        if where == "SQLite":
            path = stack.enter_context(fresh_file())
            made.append(stack.enter_context(closing(SQLiteStore(path, durability="NORMAL"))))
            ask.append(raw_sqlite(path, stack))
        else:
            schema = stack.enter_context(fresh_schema(url))
            made.append(stack.enter_context(closing(PostgresStore(url, schema=schema))))
            ask.append(raw_postgres(url, schema, stack))
    one, many = ask[0](ONE), ask[1](ALL)
    limit = "undecoded rows (limit)"
    return (made[0], made[1], (limit, repeat(lambda: one("account"), is_length)),
            (limit, repeat(many, lambda found: len(found) == STREAMS * EACH)))  # fmt: skip


def main(rounds: int = 5) -> None:
    print(surroundings(), end="\n\n")
    url = postgres()
    for where in ("SQLite", "PostgreSQL", "memory"):
        with ExitStack() as stack:
            single, several, limit_one, limit_many = stores(where, url, stack)
            fill(single)
            one_stream(where, single, limit_one, url, rounds, stack)
            fill_many(several)
            if where == "PostgreSQL":
                vacuum(url)
            all_streams(where, several, limit_many, url, rounds, stack)
    missing = [name for name in ("eventsourcing", "psycopg_pool") if name not in HERE]
    if missing:
        print(f"Not installed, left out: {', '.join(missing)}")
    print(surroundings())


def vacuum(url: str) -> None:
    """As autovacuum would after a while, so that it does not come in the middle of a round."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as link:
        link.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main(*(max(5, int(argument)) for argument in sys.argv[1:2]))
