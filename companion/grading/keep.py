"""Files of the out folder: whole or not there. A verdict is kept as it is made, so that grading can go on.

A verdict's name is a digest of all that decides it (the code, the course, the seed, the private file), so
nothing old is ever taken for new.
"""

import contextlib
import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any, Final

_FORMAT: Final = 1


class Full(OSError):
    """A file could not be written; `path` is which, `why` is the system's word."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} could not be written: {why}.")
        self.path, self.why = path, why


def write(path: Path, text: str) -> None:
    """Write a file whole, or leave it as it was. Raises `Full`."""
    half = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(half, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, path)
    except OSError as problem:
        with contextlib.suppress(OSError):
            half.unlink()
        raise Full(path, problem.strerror or type(problem).__name__) from None


class Kept:
    """The verdicts kept in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> dict[str, Any] | None:
        """The verdict of that name, or None; a damaged file counts as none."""
        try:
            stored = json.loads((self.folder / f"{key}.json").read_text("utf-8"))
            return stored["verdict"] if stored["format"] == _FORMAT and stored["key"] == key else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, verdict: dict[str, Any]) -> None:
        """Keep a verdict. Raises `Full`."""
        stored = {"format": _FORMAT, "key": key, "verdict": verdict}
        write(self.folder / f"{key}.json", json.dumps(stored, indent=1, ensure_ascii=False) + "\n")


def digest(*parts: object) -> str:
    """The same for the same parts, which are plain data."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def of_the_course(package: Path) -> str:
    """A digest of the package's Python files and of what its answers on file showed."""
    total = hashlib.sha256()
    for path in sorted([*package.rglob("*.py"), *package.rglob("shown/*.json")]):
        if "box-office" not in path.parts:
            total.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
