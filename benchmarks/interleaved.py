"""Contestants that take turns, and the table of what they took.

A contestant does `n` operations, checks what came out, and returns the seconds that the operations took,
set-up left out. Each round goes through all of them and back, A B C … C B A, so that a slow second of the
machine hits all alike.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping

Run = Callable[[int], float]
Figures = dict[str, list[float]]


def measure(contestants: Mapping[str, Run], n: int, rounds: int, *, warm_up: int | None = None) -> Figures:
    """Nanoseconds an operation, one figure a run: 2 * `rounds` figures for each contestant.

    `warm_up` is how many operations each does before the first round (default a tenth of `n`; 0: none).
    """
    found: Figures = {name: [] for name in contestants}
    first = n // 10 if warm_up is None else warm_up
    if first:
        for run in contestants.values():
            run(first)
    for _ in range(rounds):
        for name in (*contestants, *reversed(list(contestants))):
            found[name].append(contestants[name](n) / n * 1e9)
    return found


def table(title: str, found: Figures, limit: str, unit: str = "ns") -> str:
    """Median, minimum and maximum of each, in `unit` (ns, µs or ms) for one operation, and the ratio of the
    median of `limit` to its own: 1.00 is as fast as the limit.
    """
    size = {"ns": 1.0, "µs": 1e3, "ms": 1e6}[unit]
    digits = 0 if unit == "ns" else 2
    base = statistics.median(found[limit])
    rows = [
        f"| {name} | "
        + " | ".join(f"{value / size:,.{digits}f}" for value in (statistics.median(ns), min(ns), max(ns)))
        + f" | {base / statistics.median(ns):.3f} |"
        for name, ns in found.items()
    ]
    head = [f"### {title}", "", f"| | median {unit} | min | max | ratio |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])
