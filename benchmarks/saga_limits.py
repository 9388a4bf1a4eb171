"""The services that all sagas of `bench_sagas.py` call, and the least that can call them: by hand, with and
without a note of how far it is.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import Any

from account import fresh_file, fresh_schema
from interleaved import Run

from companion.engines import PostgresStore
from companion.events import SystemClock
from companion.events.codec import encode_event
from companion.sourcing import Refused, SQLiteStore

TRANSITIONS = {False: 4, True: 6}  # commits of our saga, when all goes well and when it fails
COLUMNS = "stream, version, id, type, schema, data"


class Services:
    """Inventory, card and shipment: what all contestants call. `works`: a call carries JSON there and back,
    as the lightest real one does; else it only counts.
    """

    def __init__(self, fails: bool, works: bool = True) -> None:
        self.fails, self.works = fails, works
        self.calls: Counter[str] = Counter()

    def __call__(self, what: str, order: str) -> str:
        self.calls[what] += 1
        if self.works:
            asked = json.dumps({"service": what, "order_id": order, "items": [1, 2, 3], "total_cents": 4500})
            what = json.loads(asked)["service"]
        if what == "ship" and self.fails:
            raise Refused("no driver")
        return what

    def reserve(self, order: str) -> str:
        return self("reserve", order)

    def release(self, order: str) -> str:
        return self("release", order)

    def charge(self, order: str) -> str:
        return self("charge", order)

    def refund(self, order: str) -> str:
        return self("refund", order)

    def ship(self, order: str) -> str:
        return self("ship", order)

    def check(self, n: int) -> None:
        """Each was called once for each saga, and undone where it must be."""
        right = Counter(reserve=n, charge=n, ship=n)
        if self.fails:
            right += Counter(refund=n, release=n)
        assert self.calls == right, f"{self.calls} instead of {right}"


Begin = Callable[[str], object]  # runs one saga to its end


def timed(services: Services, n: int, begin: Begin, right: Callable[[Any], bool]) -> float:
    """Run n sagas, one after the other; check how each ended and what the services were asked."""
    names = [f"order-{number}" for number in range(n)]
    services.calls.clear()
    ends = []
    start = time.perf_counter()
    for name in names:
        ends.append(begin(name))
    seconds = time.perf_counter() - start
    services.check(n)
    assert all(map(right, ends)), "a saga ended otherwise"
    return seconds


# --- the limits ---------------------------------------------------------------------------------------


def by_hand(services: Services, order: str, note: Callable[[], object] = lambda: None) -> bool:
    """What everybody writes first; `note` is where a durable one would note how far it is."""
    undo: list[Callable[[str], object]] = []
    note()
    try:
        for action, compensation in (
            (services.reserve, services.release),
            (services.charge, services.refund),
        ):
            action(order)
            undo.append(compensation)
            note()
        services.ship(order)
    except Refused:
        note()
        for each in reversed(undo):
            each(order)
            note()
        return False
    note()
    return True


def try_except(fails: bool, works: bool) -> Run:
    services = Services(fails, works)
    return lambda n: timed(
        services, n, lambda order: by_hand(services, order), lambda done: done is not fails
    )


def log_rows(n: int, fails: bool) -> list[tuple[Any, ...]]:
    """Rows for the table of events, as many as our sagas make transitions."""
    from companion.sagas.log import StepSucceeded

    clock, data = SystemClock(), encode_event(StepSucceeded(step="reserve", result='"reserve-order-1"'))
    return [(f"saga:order:order-{number}", version, clock.new_id(), "StepSucceeded", 1, data)
            for number in range(n) for version in range(1, TRANSITIONS[fails] + 1)]  # fmt: skip


def raw_sqlite(fails: bool) -> Run:
    services = Services(fails)
    sql = f"INSERT INTO events ({COLUMNS}, time_us) VALUES (?, ?, ?, ?, ?, ?, 0)"

    def run(n: int) -> float:
        with fresh_file() as path:
            SQLiteStore(path).close()  # makes the table
            with closing(sqlite3.connect(path, isolation_level=None)) as con:
                con.execute("PRAGMA synchronous = FULL")
                rows = iter(log_rows(n, fails))

                def note() -> None:
                    con.execute("BEGIN IMMEDIATE")
                    con.execute(sql, next(rows))
                    con.execute("COMMIT")

                seconds = timed(services, n, lambda order: by_hand(services, order, note),
                                lambda done: done is not fails)  # fmt: skip
                assert con.execute("SELECT count(*) FROM events").fetchone() == (n * TRANSITIONS[fails],)
                return seconds

    return run


def raw_postgres(url: str, fails: bool) -> Run:
    import psycopg

    services = Services(fails)

    def run(n: int) -> float:
        with fresh_schema(url) as schema:
            PostgresStore(url, schema=schema).close()
            with psycopg.connect(url, autocommit=True) as link:
                sql = (f'INSERT INTO "{schema}".events ({COLUMNS}, time, correlation_id) VALUES '
                       "(%s, %s, %s, %s, %s, %s::json, now(), 'order')")  # fmt: skip
                rows = iter([(*row[:5], row[5].decode()) for row in log_rows(n, fails)])
                seconds = timed(services, n, lambda order: by_hand(
                    services, order, lambda: link.execute(sql, next(rows), prepare=True)),
                    lambda done: done is not fails)  # fmt: skip
                found = link.execute(f'SELECT count(*) FROM "{schema}".events').fetchone()
                assert found == (n * TRANSITIONS[fails],)
                return seconds

    return run
