"""A saga of three steps, all well or turned back by the third, in memory, on SQLite (FULL) and on PostgreSQL.

    python benchmarks/bench_sagas.py [rounds]

Contestants run A B C … C B A, at least five rounds, each run on a fresh store; every run checks that each
service was called and undone as often as it must, and how each saga ended. In memory the limit is the same
calls in a try/except, which remembers nothing; on a database it is as many commits of prepared rows, into our
own table, as our saga makes transitions, with the same calls in between. Prints markdown tables for one saga,
and how many statements it asks SQLite for, and how often it waits for PostgreSQL.
Peers that are not installed are left out and named. Never a timed test.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from account import fresh_file, fresh_schema, surroundings
from interleaved import Run, measure, table
from saga_limits import TRANSITIONS, Services, raw_postgres, raw_sqlite, timed, try_except

from companion.engines import PostgresStore, postgres
from companion.sagas import COMPENSATED, COMPLETED, Saga, SagaData, Step
from companion.sourcing import EventStore, MemoryStore, SQLiteStore

PEERS = ("larzstate", "cqrs", "dbos", "aiosqlite")
HERE = [name for name in PEERS if find_spec(name)]


# --- ours ---------------------------------------------------------------------------------------------


def the_saga(services: Services) -> Saga:
    def call(service: Callable[[str], str]) -> Callable[[SagaData, str], str]:
        return lambda data, key: service(data["order_id"])

    return Saga("order", [
        Step("reserve", call(services.reserve), call(services.release)),
        Step("charge", call(services.charge), call(services.refund)),
        Step("ship", call(services.ship)),
    ])  # fmt: skip


def ours(fails: bool, make: Callable[[], Any], works: bool = True) -> Run:
    """`make()` gives a context with a fresh store in it."""
    services, right = Services(fails, works), COMPENSATED if fails else COMPLETED
    saga = the_saga(services)

    def run(n: int) -> float:
        with make() as store:
            seconds = timed(services, n, lambda order: saga.run(store, order, {"order_id": order}),
                            lambda run: run.outcome is right)  # fmt: skip
            check_log(store, n, fails)
            return seconds

    return run


def check_log(store: EventStore, n: int, fails: bool) -> None:
    """Every saga left its whole log."""
    log = [each.type for each in store.read(f"saga:order:order-{n - 1}")]
    end = ["StepRefused", "CompensationStarted", "StepCompensated", "StepCompensated", "SagaCompensated"]
    whole = ["SagaStarted", *["StepSucceeded"] * (2 if fails else 3), *(end if fails else ["SagaCompleted"])]
    assert log == whole and store.count() == n * len(log), log


def in_memory() -> Any:
    return closing(MemoryStore())


class OnSQLite:
    def __enter__(self) -> SQLiteStore:
        self.file = fresh_file()
        self.store = SQLiteStore(self.file.__enter__())
        return self.store

    def __exit__(self, *problem: Any) -> None:
        self.store.close()
        self.file.__exit__(None, None, None)


class OnPostgres:
    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> PostgresStore:
        self.schema = fresh_schema(self.url)
        self.store = PostgresStore(self.url, schema=self.schema.__enter__())
        return self.store

    def __exit__(self, *problem: Any) -> None:
        self.store.close()
        self.schema.__exit__(None, None, None)


def expect_commits() -> None:
    """That TRANSITIONS says how often our saga appends."""

    class Counting(MemoryStore):
        appends = 0

        def append(self, *given: Any, **more: Any) -> Any:
            self.appends += 1
            return super().append(*given, **more)

    for fails, commits in TRANSITIONS.items():
        store = Counting()
        the_saga(Services(fails)).run(store, "order-1", {"order_id": "order-1"})
        assert store.appends == commits, f"{store.appends} appends, and the limit makes {commits}"


# --- what one saga asks for, on a busy machine as on an idle one ---------------------------------------


def asked_of_sqlite(fails: bool) -> str:
    """The statements of one saga. The limit has a BEGIN, an INSERT and a COMMIT for each transition."""
    asked: list[str] = []
    with OnSQLite() as store:
        store.read("saga:order:order-0")  # opens the connection that reads
        for each in (store._log._writer.con, *store._log._idle):
            each.set_trace_callback(asked.append)
        the_saga(Services(fails)).run(store, "order-1", {"order_id": "order-1"})
    commits, limit = asked.count("COMMIT"), TRANSITIONS[fails]
    return f"{len(asked)} statements, {commits} commits (limit: {3 * limit}, {limit})"


def asked_of_postgres(url: str, fails: bool) -> str:
    """How often one saga waits for the server's socket. The limit sends an INSERT, which is committed with
    it, and waits once for each transition.
    """
    from psycopg import Connection

    waits, wait = 0, Connection.wait

    def counted(self: Any, *given: Any, **more: Any) -> Any:
        nonlocal waits
        waits += 1
        return wait(self, *given, **more)

    with OnPostgres(url) as store:
        saga = the_saga(Services(fails))
        saga.run(store, "order-1", {"order_id": "order-1"})  # prepares the statements
        Connection.wait = counted  # type: ignore[method-assign]
        try:
            saga.run(store, "order-2", {"order_id": "order-2"})
        finally:
            Connection.wait = wait  # type: ignore[method-assign]
    return f"{waits} waits for the socket (limit: {TRANSITIONS[fails]})"


def show_asked(url: str) -> None:
    for fails in (False, True):
        print(
            f"One saga, {how(fails)}: {asked_of_sqlite(fails)}; {asked_of_postgres(url, fails)}", end="\n\n"
        )


# --- the peers ----------------------------------------------------------------------------------------


def larzstate(fails: bool, durable: bool, works: bool = True) -> Run:
    """In memory, or with its FileStore: one JSON file a saga, synced after each step, but no log."""
    from larzstate import FileStore, MemoryStore, Workflow, WorkflowFailed

    services = Services(fails, works)

    def make(store: Any) -> Any:
        flow = Workflow("order", store=store)
        reserve = flow.step(lambda context: services.reserve(context["order_id"]), name="reserve")
        reserve.compensate(lambda context: services.release(context["order_id"]))
        charge = flow.step(lambda context: services.charge(context["order_id"]), name="charge")
        charge.compensate(lambda context: services.refund(context["order_id"]))
        flow.step(lambda context: services.ship(context["order_id"]), name="ship")
        return flow

    def one(flow: Any, order: str) -> str:
        try:
            return str(flow.run(order, {"order_id": order}).status)
        except WorkflowFailed as problem:
            return "compensated" if problem.compensated else "failed"

    def run(n: int) -> float:
        with TemporaryDirectory(prefix="companion-bench-") as folder:
            flow = make(FileStore(folder) if durable else MemoryStore())
            seconds = timed(services, n, lambda order: one(flow, order),
                            lambda end: end == ("compensated" if fails else "completed"))  # fmt: skip
            assert not durable or len(list(Path(folder).iterdir())) == n
            return seconds

    return run


def python_cqrs(fails: bool, durable: bool, works: bool = True) -> Run:
    from peer_cqrs import make_run

    services = Services(fails, works)
    return make_run(services, fails, durable)


def dbos(fails: bool, url: str = "") -> Run:
    """On SQLite when no url is given."""
    from peer_dbos import make_run

    return make_run(Services(fails), fails, url)


# --- the tables ---------------------------------------------------------------------------------------


def show(title: str, contestants: dict[str, Run], n: int, rounds: int) -> None:
    found = measure(contestants, n, rounds, warm_up=2)
    print(table(title, found, next(iter(contestants)), "µs"))


def how(fails: bool) -> str:
    return "the third step refuses, two are undone" if fails else "all goes well"


def memory_tables(rounds: int) -> None:
    for works in (True, False):
        for fails in (False, True):
            contestants = {
                "try/except of the same calls (limit)": try_except(fails, works),
                "companion": ours(fails, in_memory, works),
            }
            if "larzstate" in HERE:
                contestants["larzstate"] = larzstate(fails, False, works)
            if "cqrs" in HERE:
                contestants["python-cqrs"] = python_cqrs(fails, False, works)
            calls = "calls that carry JSON" if works else "calls that only count"
            show(f"Saga in memory, {calls}: {how(fails)}", contestants, 300, rounds)


def sqlite_tables(rounds: int) -> None:
    for fails in (False, True):
        contestants = {
            f"{TRANSITIONS[fails]} raw commits (limit)": raw_sqlite(fails),
            "companion": ours(fails, OnSQLite),
        }
        if "larzstate" in HERE:
            contestants["larzstate, files"] = larzstate(fails, True)
        if "cqrs" in HERE and "aiosqlite" in HERE:
            contestants["python-cqrs, its key mended"] = python_cqrs(fails, True)
        if "dbos" in HERE:
            contestants["dbos"] = dbos(fails)
        show(f"Saga on SQLite, FULL: {how(fails)}", contestants, 30, rounds)


def postgres_tables(rounds: int) -> None:
    url = postgres()
    show_asked(url)
    for fails in (False, True):
        contestants = {
            f"{TRANSITIONS[fails]} raw commits (limit)": raw_postgres(url, fails),
            "companion": ours(fails, lambda: OnPostgres(url)),
        }
        if "dbos" in HERE:
            contestants["dbos"] = dbos(fails, url)
        show(f"Saga on PostgreSQL: {how(fails)}", contestants, 40, rounds)


def main(rounds: int = 5) -> None:
    print(surroundings(), end="\n\n")
    expect_commits()
    memory_tables(rounds)
    sqlite_tables(rounds)
    postgres_tables(rounds)
    missing = [name for name in PEERS if name not in HERE]
    if missing:
        print(f"Not installed, left out: {', '.join(missing)}")
    print(surroundings())


if __name__ == "__main__":
    main(*(max(5, int(argument)) for argument in sys.argv[1:2]))
