"""How cost grows: each curve at four sizes, as CPU time for one operation.

    python benchmarks/bench_curves.py [name ...]

A curve is flat or linear where its cost for one operation stays the same, or grows as its size. Every run
checks its result. Sizes are set up outside of the time. Never a timed test: two busy cores make milliseconds
of nothing. To see how a curve was, run this file against another checkout: PYTHONPATH=<checkout> python ...
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from math import asin, degrees
from random import Random
from time import process_time
from typing import Any, NamedTuple

from account import surroundings

from companion.bus import Bus
from companion.events import Event, Trace, VirtualClock
from companion.sourcing import ANY, MemoryStore

_numbers = count(1)


class Curve(NamedTuple):
    """`run(size)` gives the seconds it took and the number of operations; `of` says what one is."""

    of: str
    sizes: Sequence[int]
    run: Callable[[int], tuple[float, int]]


def timed(work: Callable[[], object]) -> tuple[float, Any]:
    """The processor seconds of `work`, and what it returned."""
    begun = process_time()
    result = work()
    return process_time() - begun, result


# --- sagas --------------------------------------------------------------------------------------------


def unfinished_sagas(size: int) -> tuple[float, int]:
    """H: one call beside `size` sagas that have ended, and two that have not."""
    from companion.sagas import log, unfinished

    store = MemoryStore(clock=VirtualClock())
    begun = log.SagaStarted(saga="order", data='{"order":"o-1"}', definition="reserve (undo), charge, ship")
    steps = [log.StepSucceeded(step=step, result='"done"') for step in ("reserve", "charge", "ship")]
    for number in range(size):
        store.append(f"saga:order:o-{number}", [begun, *steps, log.SagaCompleted()], expected=ANY)
    for name in ("a", "b"):
        store.append(f"saga:order:open-{name}", [begun, *steps[:1]], expected=ANY)
    seconds, found = timed(lambda: unfinished(store))
    assert [run.id for run in found] == ["open-a", "open-b"], found
    return seconds, 1


# --- the lab ------------------------------------------------------------------------------------------


def shrinking(size: int) -> tuple[float, int]:
    """C: `size` events, about twice as many deliveries, of which two break the handler."""
    from companion.lab import Disk, explore

    twice = size // 3

    def charged_twice(disk: Disk) -> str | None:
        return "charged twice" if disk.log.count(twice) > 1 else None

    def build(disk: Disk) -> Callable[[int], None]:
        return lambda order: disk.log.append(order)

    seconds, found = timed(lambda: explore(build, range(size), charged_twice, disk=lambda: Disk(log=[])))
    print(f"{size} events: from {found.shrunk_from} to {found.deliveries} deliveries", file=sys.stderr)
    return seconds, 1


# --- read models --------------------------------------------------------------------------------------


class Liked(Event):
    post: int
    ok: bool = True


class Charged(Event):
    post: int


def likes(view: Any) -> Any:
    """A projection that counts, and whose handler refuses what is not ok."""
    from companion.cqrs import Projection

    projection = Projection(view)

    @projection.on(Liked)
    def count(event: Liked, rows: Any) -> None:
        if not event.ok:
            raise ValueError("broken")
        if hasattr(rows, "execute"):
            rows.execute("INSERT INTO {likes} (post) VALUES (?)", event.post)
        else:
            rows[event.post] = rows.get(event.post, 0) + 1

    return projection


def failing_events(percent: int, size: int) -> tuple[float, int]:
    """B: an event each in a stream of its own, `percent` of them failing."""
    from companion.cqrs import DictView

    store = MemoryStore(clock=VirtualClock())
    for number in range(size):
        bad = number * percent % 100 < percent
        store.append(f"post-{number}", [Liked(post=number, ok=not bad)], expected=ANY)
    projection = likes(DictView("likes"))
    seconds, done = timed(lambda: projection.catch_up(store))
    assert done == size and len(projection.view.rows) == size - len(projection.parked())
    return seconds, size


def in_tables() -> Any:
    """An empty view in tables of SQLite."""
    from companion.cqrs import SQLiteTables, TableView

    return TableView(SQLiteTables(), "likes", ["CREATE TABLE {likes} (post INTEGER)"])


def in_a_dict() -> Any:
    """An empty view in a dict."""
    from companion.cqrs import DictView

    return DictView("likes")


class LikesInRedis:
    """Likes by post, counted in a hash."""

    def __init__(self, client: Any, prefix: str) -> None:
        self.client, self.key = client, f"{prefix}likes"

    def __setitem__(self, post: int, likes: int) -> None:
        self.client.hincrby(self.key, str(post), likes)

    def get(self, post: int, nothing: int) -> int:
        return nothing  # what is in the queue cannot be read: HINCRBY counts


def in_redis() -> Any:
    """An empty view on the server that `companion.engines.valkey()` gives."""
    import redis

    from companion.engines import RedisView, valkey

    client = redis.Redis.from_url(valkey())
    return RedisView(client, f"bench-{os.getpid()}-{next(_numbers)}", LikesInRedis).fresh()


def beside_parked(make: Callable[[], Any], size: int) -> tuple[float, int]:
    """F: a hundred times one event, beside `size` parked ones."""
    from companion.cqrs import Parked

    store, view = MemoryStore(clock=VirtualClock()), make()
    projection = likes(view)
    [first] = store.append("post-0", [Liked(post=0)], expected=ANY)
    now = store.clock.now()
    with view.writing() as writing:
        for number in range(size):
            position = type(first.position)(store.id, 0, 10_000_000 + number)
            writing.park(Parked(position, f"bad-{number}", 1, "Liked", "ValueError: broken", 3, now))

    def one_after_another() -> None:
        for number in range(100):
            store.append("post-1", [Liked(post=number)], expected=ANY)
            projection.catch_up(store)

    seconds, _ = timed(one_after_another)
    assert view.checkpoint() == store.head() and len(view.parked()) == size
    view.discard()
    return seconds, 100


def sparse_earth(size: int) -> tuple[float, int]:
    """J: the ten nearest of `size` members that are spread over the whole earth."""
    from companion.cqrs import GridNearby

    draw, grid = Random(3), GridNearby()
    for number in range(size):
        grid.move(f"d{number}", degrees(asin(draw.uniform(-1, 1))), draw.uniform(-180, 180))
    places = [(degrees(asin(draw.uniform(-1, 1))), draw.uniform(-180, 180)) for _ in range(20)]
    seconds, found = timed(lambda: [grid.nearest(*place) for place in places])
    assert all(len(each) == 10 for each in found)
    return seconds, len(places)


# --- pictures -----------------------------------------------------------------------------------------


def told(size: int) -> Trace:
    """A trace of `size` events: half of them orders, each of another customer, and each charged."""
    bus = Bus(VirtualClock())
    pay, shop = bus.service("Payment"), bus.service("Order")

    @pay.on(Liked, takes_s=1)
    def charge(event: Liked) -> None:
        pay.publish(Charged(post=event.post))

    for number in range(size // 2):
        shop.publish(Liked(post=number), correlation_id=f"order-{number}")
    return bus.trace


def lanes(size: int) -> tuple[float, int]:
    """D: swim lanes of `size` events."""
    from companion.diagrams import swimlanes

    trace = told(size)
    seconds, drawn = timed(lambda: swimlanes(trace, title="Orders").svg())
    assert drawn.startswith("<svg")
    return seconds, size


def log_in_html(size: int) -> tuple[float, int]:
    """E: an event log of `size` events in HTML."""
    from companion.diagrams import event_log

    log = event_log(told(size))
    seconds, shown = timed(log._repr_html_)
    assert shown.count("<tr") == size + 1
    return seconds, size


# --- the bus ------------------------------------------------------------------------------------------


class BellRung(Event):
    """Something to react to."""


def first_reading(size: int) -> tuple[float, int]:
    """One reading of a trace of `size` publications with a handler each, which nobody has read before."""
    bus = Bus(VirtualClock())
    bus.on(BellRung)(lambda event: None)
    for _ in range(size):
        bus.publish(BellRung())
    seconds, records = timed(lambda: bus.trace.records)
    assert len(records) == 2 * size
    return seconds, 1


def length(size: int) -> tuple[float, int]:
    """How many records a trace of `size` publications has, asked a hundred times."""
    trace = told(size)
    seconds, found = timed(lambda: [len(trace) for _ in range(100)])
    assert len(set(found)) == 1 and found[0] >= size
    return seconds, 100


def newest_letters_first(size: int) -> tuple[float, int]:
    """M: of `size` dead letters the hundred newest are discarded, the newest first."""
    bus = Bus(VirtualClock(), trace=False)
    bus.service("Tower").on(BellRung)(lambda event: None)
    bus.service("Tower").switch_off()
    for _ in range(size):
        bus.publish(BellRung())
    letters = bus.dead_letters
    seconds, _ = timed(lambda: [letters.discard(letters[-1]) for _ in range(100)])
    assert len(letters) == size - 100
    return seconds, 100


CURVES = {
    "unfinished": Curve("call of unfinished(), beside so many ended sagas", (10, 100, 1_000, 10_000),
                        unfinished_sagas),
    "shrinking": Curve("exploration that finds a break among so many events", (50, 100, 200, 500), shrinking),
    "failing 1 %": Curve("event of so many", (500, 2_000, 8_000, 20_000), partial(failing_events, 1)),
    "failing 5 %": Curve("event of so many", (500, 2_000, 8_000, 20_000), partial(failing_events, 5)),
    "parked, tables": Curve("event beside so many parked ones, in tables", (10, 100, 1_000, 10_000),
                            partial(beside_parked, in_tables)),
    "parked, dict": Curve("event beside so many parked ones, in a dict", (10, 100, 1_000, 10_000),
                          partial(beside_parked, in_a_dict)),
    "parked, Redis": Curve("event beside so many parked ones, in Redis", (10, 100, 1_000, 10_000),
                           partial(beside_parked, in_redis)),
    "nearby": Curve("question among so many members all over the earth", (100, 1_000, 10_000, 100_000),
                    sparse_earth),
    "swim lanes": Curve("event of so many", (100, 200, 400, 1_000), lanes),
    "event log": Curve("event of so many", (100, 200, 400, 1_000), log_in_html),
    "reading": Curve("first reading of a trace of so many publications", (400, 2_000, 10_000, 50_000),
                     first_reading),
    "length": Curve("len(trace) of so many publications", (400, 2_000, 10_000, 50_000), length),
    "letters": Curve("discard of so many, newest first", (1_000, 3_000, 10_000, 30_000),
                     newest_letters_first),
}  # fmt: skip


def main(names: Sequence[str] = ()) -> None:
    print(surroundings(), end="\n\n")
    print("| curve | one … | size → ms |\n|---|---|---|")
    for name in names or CURVES:
        curve = CURVES[name]
        figures = []
        for size in curve.sizes:
            seconds, operations = curve.run(size)
            figures.append(f"{size:,}: {seconds / operations * 1e3:.3f}")
        print(f"| {name} | {curve.of} | {' · '.join(figures)} |", flush=True)
    print(f"\n{surroundings()}")


if __name__ == "__main__":
    main(sys.argv[1:])
