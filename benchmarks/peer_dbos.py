"""The saga of `bench_sagas.py` as users of dbos write it: a workflow of steps, compensated by its `except`.

Each run has a database of its own, on SQLite a file, on PostgreSQL a schema. It is launched as its
documentation says, without its admin server, its conductor or its logging.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from account import fresh_file, fresh_schema
from dbos import DBOS, DBOSConfig, SetWorkflowID

from companion.sourcing import Refused

_current: dict[str, Any] = {}  # dbos keeps its functions by name for good: they look here for their services


@DBOS.step()
def reserve(order: str) -> str:
    return str(_current["services"].reserve(order))


@DBOS.step()
def release(order: str) -> str:
    return str(_current["services"].release(order))


@DBOS.step()
def charge(order: str) -> str:
    return str(_current["services"].charge(order))


@DBOS.step()
def refund(order: str) -> str:
    return str(_current["services"].refund(order))


@DBOS.step()
def ship(order: str) -> str:
    return str(_current["services"].ship(order))


@DBOS.workflow()
def order_saga(order: str) -> str:
    undo: list[Callable[[str], object]] = []
    try:
        reserve(order)
        undo.append(release)
        charge(order)
        undo.append(refund)
        ship(order)
    except Refused:
        for each in reversed(undo):
            each(order)
        return "compensated"
    return "completed"


def make_run(services: Any, fails: bool, url: str) -> Callable[[int], float]:
    def run(n: int) -> float:
        _current["services"] = services
        services.calls.clear()
        with launched(url):
            names = [f"order-{number}" for number in range(n + 1)]
            one(names.pop())  # the first opens connections
            services.calls.clear()
            start = time.perf_counter()
            ends = [one(name) for name in names]
            seconds = time.perf_counter() - start
            services.check(n)
            assert set(ends) == {"compensated" if fails else "completed"}
            assert len(DBOS.list_workflows()) == n + 1
        return seconds

    return run


def one(name: str) -> str:
    with SetWorkflowID(name):
        return str(order_saga(name))


@contextmanager
def launched(url: str) -> Any:
    config: DBOSConfig = {"name": "bench", "log_level": "CRITICAL"}
    if url:
        with fresh_schema(url) as schema:
            config |= {"system_database_url": url, "dbos_system_schema": schema}
            yield from launch(config)
    else:
        with fresh_file() as path:
            config |= {"system_database_url": f"sqlite:///{path}"}
            yield from launch(config)


def launch(config: DBOSConfig) -> Any:
    logging.getLogger("dbos").setLevel(logging.CRITICAL)
    DBOS(config=config)
    try:
        DBOS.launch()
        yield
    finally:
        DBOS.destroy()
