"""Pyodide under Node: CPython as a browser runs it, without a browser.

Its files and the packages a lesson needs (`pinned.json` says which) are fetched once, by npm and pip, into
the user's cache, and only where COMPANION_REQUIRE names node; after that no test needs a network.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from companion.classroom.execute import ROOT

HERE = Path(__file__).parent
PINNED = (HERE / "pinned.json").read_bytes()
WANTED = json.loads(PINNED)
FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
FETCHING_S, RUNNING_S = 600, 1_200

Needs = Callable[[str, object, str], None]
Lesson = tuple[str, list[tuple[str, str]]]


def cache() -> Path:
    """A folder for what was fetched, outside the checkout and never emptied by a test."""
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(home) / "eda-companion" / f"pyodide-{hashlib.sha256(PINNED).hexdigest()[:12]}"


class NotFetched(Exception):
    """npm or pip did not bring what was asked for; the message says why, in a line."""


def fetch(into: Path) -> None:
    """Fill `into`, whole or not at all. Raises `NotFetched`."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent) as place:
        modules, kit = Path(place) / "node_modules" / "pyodide", Path(place) / "kit"
        npm = [shutil.which("npm") or "npm", "install", f"pyodide@{WANTED['pyodide']}", "--prefix", place]
        _run([*npm, "--fetch-retries=1", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=place)
        (kit / "wheels").mkdir(parents=True)
        for name in FILES:
            shutil.copy(modules / name, kit)
        download = ["download", "--quiet", "--retries=1", *WANTED["pip"], "--dest", str(kit / "wheels")]
        _run([*_pip(), *download, *WANTED["wheels"]], cwd=place)
        if not into.exists():
            kit.rename(into)


def _pip() -> list[str]:
    """A pip: of this environment, of the Python it was made from, or one that uv brings."""
    base = getattr(sys, "_base_executable", sys.executable)
    for command in ([sys.executable, "-m", "pip"], [base, "-m", "pip"], ["uv", "tool", "run", "pip"]):
        if shutil.which(command[0]) and not _done([*command, "--version"]).returncode:
            return command
    raise NotFetched("there is no pip in this environment, and no uv that could bring one")


def _done(command: Sequence[str], cwd: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=FETCHING_S, check=False)


def _run(command: Sequence[str], cwd: str) -> None:
    try:
        done = _done(command, cwd)
    except subprocess.TimeoutExpired:
        raise NotFetched(f"{Path(command[0]).stem} had not ended after {FETCHING_S} s") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise NotFetched(f"{Path(command[0]).stem} ended with {done.returncode}: {last[:300]}")


@pytest.fixture(scope="session")
def kit(needs: Needs) -> Path:
    """The folder with Pyodide and the packages; without it a skip, or a failure where node is required."""
    for name in ("node", "npm"):
        needs("node", shutil.which(name), f"{name} is not on the PATH")
    version = subprocess.run(
        ("node", "--version"), capture_output=True, text=True, check=False
    ).stdout.strip()
    number = re.match(r"v(\d+)\.", version)
    new = number and int(number[1]) >= WANTED["node"]
    needs("node", new, f"node is {version or 'silent'}, and Pyodide needs {WANTED['node']} or newer")
    there = cache()
    if not there.is_dir():
        required = "node" in re.split(r"[,\s]+", os.environ.get("COMPANION_REQUIRE", ""))
        needs("node", required, "Pyodide was never fetched, and nothing is fetched unasked")
        needs("node", shutil.which("npm"), "npm is not on the PATH")
        try:
            fetch(there)
        except NotFetched as problem:
            needs("node", False, f"Pyodide could not be fetched, is the network there? ({problem})")
    return there


@dataclass(frozen=True)
class Ran:
    """What each lesson gave, by cell, how many seconds its cells took, and what Node complained about."""

    outputs: dict[str, dict[str, list[dict[str, Any]]]]
    seconds: dict[str, float]
    complaint: str


@pytest.fixture(scope="session")
def in_pyodide(kit: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Lesson]], Ran]:
    """`in_pyodide(lessons)` runs lessons, each a name with cells (id and source), in one interpreter."""
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    wheels = [*sorted((kit / "wheels").glob("*.whl")), *folder.glob("*.whl")]

    def run(lessons: list[Lesson]) -> Ran:
        results, file = (
            tmp_path_factory.mktemp("results"),
            tmp_path_factory.mktemp("lessons") / "lessons.json",
        )
        file.write_text(json.dumps(lessons), encoding="utf-8")
        done = subprocess.run(
            ("node", str(HERE / "lessons.mjs"), *map(str, (kit, file, results, *wheels))),
            capture_output=True, text=True, encoding="utf-8", timeout=RUNNING_S, check=False,
        )  # fmt: skip
        told = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(results.iterdir())}
        return Ran(
            {name: each["outputs"] for name, each in told.items()},
            {name: each["seconds"] for name, each in told.items()},
            done.stderr[-4_000:],
        )

    return run
