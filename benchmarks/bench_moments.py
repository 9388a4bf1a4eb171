"""The balance at a moment in the past, and today's from a snapshot on: an account of 10,000 events in memory.

    python benchmarks/bench_moments.py [rounds]

Contestants run A B C … C B A, at least five rounds; every run checks each balance. The limit has its sums
made beforehand and knows only this one question. Prints markdown tables. Peers that are not installed are
left out and named. Never a timed test.
"""

from __future__ import annotations

import random
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from account import ACCOUNT, movement, signed, surroundings
from bench_history import HERE, checked
from interleaved import Run, measure, table

from companion.events import Envelope, Event
from companion.sourcing import MemoryStore, Snapshots, fold, replay

HISTORY = 10_000
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)


def at_moments(ask: Callable[[int], Any], right: Sequence[int]) -> Run:
    """Ask n times for the balance after some number of movements, at random; check each."""

    def run(n: int) -> float:
        moments = random.Random(1).choices(range(1, HISTORY + 1), k=n)
        start = time.perf_counter()
        found = [ask(number) for number in moments]
        seconds = time.perf_counter() - start
        assert [int(each) for each in found] == [right[number] for number in moments], "a wrong balance"
        return seconds

    return run


def history() -> list[Envelope]:
    """One movement an hour."""
    return [
        Envelope(
            id=f"e-{number}", type=type(each).__name__, event=each, time=hour(number), correlation_id="h"
        )
        for number, each in enumerate(map(movement, range(HISTORY)), 1)
    ]


def hour(number: int) -> datetime:
    """When movement `number`, from 1, was made."""
    return BEGIN + timedelta(hours=number)


def moments_table(rounds: int) -> str:
    store = MemoryStore()
    store.append("account", history(), expected=0)
    right = list(accumulate(map(signed, range(HISTORY)), initial=0))
    times, sums = [each.time for each in store.read("account")], list(right)
    contestants: dict[str, Run] = {}
    if "numpy" in HERE:
        contestants["numpy prefix sums, searchsorted (limit)"] = numpy_sums(times, right)
    contestants["prefix sums in lists, bisect"] = at_moments(
        lambda number: sums[bisect_right(times, hour(number))], right
    )
    limit = next(iter(contestants))
    contestants["companion replay(until=time)"] = at_moments(
        lambda number: replay(store, "account", ACCOUNT, until=hour(number)), right)  # fmt: skip
    contestants["companion replay(until=version)"] = at_moments(
        lambda number: replay(store, "account", ACCOUNT, until=number), right)  # fmt: skip
    if "eventsourcing" in HERE:
        contestants["eventsourcing get(version=…)"] = peer_moments(right, snapshots=False)
        contestants["the same, a snapshot every 100"] = peer_moments(right, snapshots=True)
    found = measure(contestants, 30, rounds, warm_up=3)
    return table(f"Balance at a moment, {HISTORY:,} events in memory", found, limit, "µs")


def numpy_sums(times: Sequence[datetime], right: Sequence[int]) -> Run:
    import numpy as np

    moments = np.array([each.timestamp() for each in times])
    sums = np.concatenate([[0], np.cumsum([signed(number) for number in range(HISTORY)])])
    return at_moments(
        lambda number: sums[np.searchsorted(moments, hour(number).timestamp(), side="right")], right
    )


def peer_moments(right: Sequence[int], snapshots: bool) -> Run:
    """It knows versions and no times. The first event opens the account: version 1 + number."""
    from peer_eventsourcing import Application, filled

    application = Application(env={"IS_SNAPSHOTTING_ENABLED": "y"} if snapshots else {})
    [id] = filled(application, 1, HISTORY)
    if snapshots:
        for version in range(101, HISTORY + 1, 100):
            application.take_snapshot(id, version=version)
    return at_moments(lambda number: application.repository.get(id, version=number + 1).balance, right)


def snapshots_table(rounds: int) -> str:
    """The balance of today: where snapshots help."""
    store, kept = MemoryStore(), Snapshots(int, "balance", every=100)
    store.append("account", [movement(number) for number in range(HISTORY)], expected=0)
    right = sum(map(signed, range(HISTORY)))
    behind = HISTORY - 50
    state = replay(store, "account", ACCOUNT, until=behind)
    keep_snapshot(store, kept, behind, state)
    contestants = {
        "replay, from the beginning": checked(lambda: replay(store, "account", ACCOUNT), right),
        "replay, 50 events behind a snapshot": checked(
            lambda: replay(store, "account", ACCOUNT, snapshots=kept), right),
    }  # fmt: skip
    found = measure(contestants, 20, rounds)
    return table(
        f"companion, balance of today, {HISTORY:,} events", found, "replay, from the beginning", "µs"
    )


def keep_snapshot(store: MemoryStore, kept: Snapshots[int], version: int, state: int) -> None:
    """The snapshot that `handle` would have left at `version`: as if the last 100 events had just come."""
    from companion.sourcing.decider import Current

    last: Sequence[Event] = store.read_events("account", after=version - 100, until=version)
    before = Current(fold(ACCOUNT, store.read_events("account", until=version - 100)), version - 100)
    kept.keep(store, "account", ACCOUNT, before, last)
    assert fold(ACCOUNT, last, before.state) == state
    assert store.load_snapshot("account", kept.tag) is not None


def main(rounds: int = 5) -> None:
    print(surroundings(), end="\n\n")
    print(moments_table(rounds))
    print(snapshots_table(rounds))
    missing = [name for name in ("numpy", "eventsourcing") if name not in HERE]
    if missing:
        print(f"Not installed, left out: {', '.join(missing)}")
    print(surroundings())


if __name__ == "__main__":
    main(*(max(5, int(argument)) for argument in sys.argv[1:2]))
