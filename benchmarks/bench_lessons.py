"""How many seconds the cells of each solved lesson take in a kernel of their own; promised are at most 10.

    python benchmarks/bench_lessons.py [rounds]

Lessons run A B C … C B A, at least three rounds, each run in a fresh kernel with a fresh COMPANION_HOME,
offline, as `python3 -m companion build` runs it; the start of the kernel does not count, what the cells
import does. Every run checks that each cell gave what is stored. Prints a markdown table. Never a timed test.
"""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import nbformat
from account import surroundings

from companion.classroom.build import built_path
from companion.classroom.execute import ROOT, SLOW_S, run
from companion.classroom.source import sources


def seconds(stem: str) -> float:
    """Run time of the solved lesson. Raises ValueError when a cell gave something else than is stored."""
    notebook = nbformat.read(built_path(ROOT, stem, solved=True), as_version=4)
    stored = copy.deepcopy(notebook)
    with TemporaryDirectory() as home:
        took = run(notebook, Path(home))
    for was, now in zip(stored.cells, notebook.cells, strict=True):
        if was.get("outputs") != now.get("outputs"):
            raise ValueError(f'{stem}, cell "{now["id"]}": not what is stored; build the lesson first')
    return took


def main(rounds: int) -> None:
    """Print the table."""
    lessons = [path.stem for path in sources(ROOT)]
    times: dict[str, list[float]] = {stem: [] for stem in lessons}
    for round in range(rounds):
        for stem in lessons if round % 2 == 0 else lessons[::-1]:
            times[stem].append(seconds(stem))
    print(surroundings())
    print("\n| lesson | median s | min | max |\n|---|---|---|---|")
    for stem, took in times.items():
        name, note = stem.replace("_", " "), " (above the promise)" if median(took) > SLOW_S else ""
        print(f"| {name} | {median(took):.1f}{note} | {min(took):.1f} | {max(took):.1f} |")


if __name__ == "__main__":
    main(max(3, int(sys.argv[1]) if len(sys.argv) > 1 else 3))
