"""What a picture costs: from a recorded trace to flow lanes, swim lanes and a matplotlib figure.

    python benchmarks/bench_diagrams.py [rounds]

The trace is one dinner of the food delivery (seven events, six services), and ten dinners in one trace. The
contestants take turns A B C … C B A, at least five rounds; every run must give the bytes of the first one.
Printed are milliseconds for one picture (median, minimum, maximum) and its size. The figure is made of the
flow's own layout and drawn to PNG in memory. Imports are not counted. Never a timed test.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO

from companion.bus import Bus
from companion.diagrams import flow, swimlanes
from companion.events import Trace, VirtualClock
from companion.scenarios import food_delivery

TITLE = "One dinner"
Draw = Callable[[], bytes]


def recorded(dinners: int) -> Trace:
    """What the bus recorded of so many dinners, one after the other."""
    bus = Bus(VirtualClock())
    food_delivery.wire(bus)
    for number in range(dinners):
        food_delivery.dinner(bus, f"order-{number}")
    return bus.trace


def as_png(trace: Trace) -> bytes:
    target = BytesIO()
    flow(trace, title=TITLE).figure().savefig(target, format="png", dpi=160, metadata={"Software": None})
    return target.getvalue()


def contestants(trace: Trace) -> dict[str, Draw]:
    picture = flow(trace, title=TITLE)
    return {
        "flow: layout and table": lambda: repr(flow(trace, title=TITLE)).encode(),
        "flow: layout and SVG": lambda: flow(trace, title=TITLE).svg().encode(),
        "SVG of a layout that is there": lambda: picture.svg().encode(),
        "swim lanes: layout and SVG": lambda: swimlanes(trace, title=TITLE).svg().encode(),
        "flow: layout, figure and PNG": lambda: as_png(trace),
    }


def measure(draws: dict[str, Draw], rounds: int) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Milliseconds a run, and bytes: each round goes through the contestants and back."""
    first = {name: draw() for name, draw in draws.items()}
    taken: dict[str, list[float]] = {name: [] for name in draws}
    for _ in range(rounds):
        for name in (*draws, *reversed(draws)):
            start = time.perf_counter()
            made = draws[name]()
            taken[name].append(1000 * (time.perf_counter() - start))
            assert made == first[name], f"{name}: not the picture of the first run"
    return taken, {name: len(made) for name, made in first.items()}


def main(rounds: int = 10) -> None:
    for dinners in (1, 10):
        trace = recorded(dinners)
        taken, size = measure(contestants(trace), rounds)
        print(f"### {dinners} dinner{'s' if dinners > 1 else ''}, {len(trace.published())} events\n")
        print("| | median ms | min | max | bytes |\n|---|---|---|---|---|")
        for name, ms in taken.items():
            figures = [statistics.median(ms), min(ms), max(ms)]
            print(f"| {name} | {' | '.join(f'{one:.1f}' for one in figures)} | {size[name]:,} |")
        print()


if __name__ == "__main__":
    main(*(max(5, int(argument)) for argument in sys.argv[1:2]))
