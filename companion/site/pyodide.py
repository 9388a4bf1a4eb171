"""Fetches what the browser edition runs on: Pyodide and its wheels, in the versions of `browser.json`.

They are fetched once, whole or not at all, into the user's cache; after that no network is needed. npm and
pip find the source of packages in their own settings.
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

from companion.bootstrap.checkout import Refusal

PINNED = (resources.files("companion.site") / "browser.json").read_bytes()
WANTED: dict[str, Any] = json.loads(PINNED)
LOCK = "pyodide-lock.json"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
FETCHING_S = 600


def cache() -> Path:
    """The folder for what is fetched, outside of the checkout."""
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(home) / "eda-companion" / f"pyodide-{hashlib.sha256(PINNED).hexdigest()[:12]}"


def fetch(into: Path) -> None:
    """Fill `into`, whole or not at all. Raises `Refusal`, and `OSError` if it may not write."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent) as scratch:
        modules, fetched = Path(scratch) / "node_modules" / "pyodide", Path(scratch) / "fetched"
        npm = [shutil.which("npm") or "npm", "install", f"pyodide@{WANTED['pyodide']}", "--prefix", scratch]
        _run([*npm, "--fetch-retries=1", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=scratch)
        (fetched / "wheels").mkdir(parents=True)
        for name in (*CORE, LOCK):
            shutil.copy(modules / name, fetched)
        download = ["download", "--quiet", "--retries=1", *WANTED["pip"], "--dest", str(fetched / "wheels")]
        _run([*_pip(), *download, *WANTED["wheels"]], cwd=scratch)
        if not into.exists():
            fetched.rename(into)


def _pip() -> list[str]:
    """The command of a pip: this environment's, that of the Python it was made from, or uv's."""
    base = getattr(sys, "_base_executable", sys.executable)
    for command in ([sys.executable, "-m", "pip"], [base, "-m", "pip"], ["uv", "tool", "run", "pip"]):
        if shutil.which(command[0]) and not _done([*command, "--version"]).returncode:
            return command
    raise _refusal("there is no pip in this environment, and no uv that could run one")


def _done(command: Sequence[str], cwd: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=FETCHING_S, check=False)


def _run(command: Sequence[str], cwd: str) -> None:
    try:
        done = _done(command, cwd)
    except subprocess.TimeoutExpired:
        raise _refusal(f"{Path(command[0]).stem} did not end within {FETCHING_S} s") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise _refusal(f"{Path(command[0]).stem} ended with {done.returncode}: {last[:300]}")


def _refusal(why: str) -> Refusal:
    return Refusal(f"Pyodide could not be fetched ({why}): connect to the network and run the command again.")
