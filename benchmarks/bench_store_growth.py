"""How two costs of the stores grow: names of a prefix on PostgreSQL, and the first repeat in a MemoryStore.

    python benchmarks/bench_store_growth.py

`streams(prefix)` is asked twenty times and the last ten count: by then PostgreSQL has settled for a plan that
serves any prefix. It must not grow with the streams of other prefixes. The first append of an Envelope makes
the index of ids, once, in time that grows with the events. Every run checks its answer. Never a timed test.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import pairwise

import psycopg
from account import fresh_schema, movement, surroundings

from companion.engines import PostgresStore, postgres
from companion.events import Envelope, SystemClock
from companion.sourcing import ANY, MemoryStore

SIZES = (1_000, 10_000, 100_000)
FILL = """
    INSERT INTO "{}".events (stream, version, id, type, schema, data, time, correlation_id)
    SELECT 'other-' || n, 1, 'id-' || n, 'Movement', 1, '{{}}', now(), 'id-' || n
    FROM generate_series(%s::int, %s::int) AS n
"""


def ms(ask: Callable[[], object]) -> float:
    """The time of one call, in milliseconds."""
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


def names_of_a_prefix(url: str) -> list[float]:
    """`streams("account-")`, ten names, beside so many others."""
    found = []
    with fresh_schema(url) as schema, closing(PostgresStore(url, schema=schema)) as store:
        for number in range(10):
            store.append(f"account-{number}", [movement(number)], expected=0)
        for before, size in pairwise((0, *SIZES)):
            with psycopg.connect(url, autocommit=True) as link:
                link.execute(FILL.format(schema), (before, size - 1))
                link.execute(f'ANALYZE "{schema}".events')
            assert len(store.streams("account-")) == 10
            found.append(min([ms(partial(store.streams, "account-")) for _ in range(20)][10:]))
    return found


def first_repeat() -> list[float]:
    """The first append of an Envelope to a memory store of so many events."""
    found = []
    for size in SIZES:
        store = MemoryStore()
        for number in range(size // 1000):
            store.append(f"account-{number % 50}", [movement(each) for each in range(1000)], expected=ANY)
        event = movement(1)
        given = Envelope(id="given", type=type(event).__name__, event=event, time=SystemClock().now(),
                         correlation_id="given")  # fmt: skip
        found.append(ms(partial(store.append, "repeats", [given], expected=ANY)))
        assert store.count() == size + 1
    return found


if __name__ == "__main__":
    print(surroundings())
    print("\n| ms | " + " | ".join(f"{size:,}" for size in SIZES) + " |\n|---|" + "---|" * len(SIZES))
    for what, curve in (
        ("PostgreSQL, streams(prefix): 10 names beside so many others", names_of_a_prefix(postgres())),
        ("MemoryStore, first append of an Envelope among so many events", first_repeat()),
    ):
        print(f"| {what} | " + " | ".join(f"{each:.2f}" for each in curve) + " |")
