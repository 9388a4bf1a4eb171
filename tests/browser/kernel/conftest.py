"""Pyodide under Node: CPython as a browser runs it, without a browser.

Its files and packages are those of the browser edition (`companion/site/pyodide.py`). They are fetched once
into the user's cache, and only where COMPANION_REQUIRE names node; after that no test needs a network.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from companion.classroom.execute import ROOT

HERE = Path(__file__).parent
RUNNING_S = 1_200

Lesson = tuple[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Ran:
    """What each lesson gave, by cell, how many seconds its cells took, and what Node complained about."""

    outputs: dict[str, dict[str, list[dict[str, Any]]]]
    seconds: dict[str, float]
    complaint: str


@pytest.fixture(scope="session")
def in_pyodide(pyodide: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Lesson]], Ran]:
    """`in_pyodide(lessons)` runs lessons, each a name with cells (id and source), in one interpreter."""
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    wheels = [*sorted((pyodide / "wheels").glob("*.whl")), *folder.glob("*.whl")]

    def run(lessons: list[Lesson]) -> Ran:
        results, file = (
            tmp_path_factory.mktemp("results"),
            tmp_path_factory.mktemp("lessons") / "lessons.json",
        )
        file.write_text(json.dumps(lessons), encoding="utf-8")
        done = subprocess.run(
            ("node", str(HERE / "lessons.mjs"), *map(str, (pyodide, file, results, *wheels))),
            capture_output=True, text=True, encoding="utf-8", timeout=RUNNING_S, check=False,
        )  # fmt: skip
        told = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(results.iterdir())}
        return Ran(
            {name: each["outputs"] for name, each in told.items()},
            {name: each["seconds"] for name, each in told.items()},
            done.stderr[-4_000:],
        )

    return run
