"""What the browser edition runs on: Pyodide from npm and the wheels it installs, as `browser.json` pins them.

Fetched once, whole or not at all, into the user's cache; after that nothing asks for a network. Where
packages come from, npm and pip know from their own settings.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

PINNED = (resources.files("companion.site") / "browser.json").read_bytes()
WANTED: dict[str, Any] = json.loads(PINNED)
LOCK = "pyodide-lock.json"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
FETCHING_S = 600


class NotFetched(Exception):
    """npm or pip did not bring what was asked for; the message says why, in a line."""


def cache() -> Path:
    """The folder of what was fetched, outside the checkout."""
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(home) / "eda-companion" / f"pyodide-{hashlib.sha256(PINNED).hexdigest()[:12]}"


def fetch(into: Path) -> None:
    """Fill `into`, whole or not at all. Raises `NotFetched`, `OSError` where it may not write."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent) as place:
        modules, kit = Path(place) / "node_modules" / "pyodide", Path(place) / "kit"
        npm = [shutil.which("npm") or "npm", "install", f"pyodide@{WANTED['pyodide']}", "--prefix", place]
        _run([*npm, "--fetch-retries=1", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=place)
        (kit / "wheels").mkdir(parents=True)
        for name in (*CORE, LOCK):
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
