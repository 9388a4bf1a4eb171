"""How cost grows: each curve at four sizes, as CPU time for one operation.

    python benchmarks/bench_curves.py [name ...]

A curve is flat or linear where its cost for one operation stays the same, or grows as its size. Every run
checks its result. Sizes are set up outside of the time. Never a timed test: two busy cores make milliseconds
of nothing. To see how a curve was, run this file against another checkout: PYTHONPATH=<checkout> python ...
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from time import process_time
from typing import Any, NamedTuple

from account import surroundings

from companion.events import VirtualClock
from companion.sourcing import ANY, MemoryStore


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


CURVES = {
    "unfinished": Curve("call of unfinished(), beside so many ended sagas", (10, 100, 1_000, 10_000),
                        unfinished_sagas),
    "shrinking": Curve("exploration that finds a break among so many events", (50, 100, 200, 500), shrinking),
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
