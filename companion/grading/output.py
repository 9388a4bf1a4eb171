"""Writes the files of the out folder, each whole or not at all, and keeps verdicts so that grading can go on.

A kept verdict's name is a digest of everything that decides it (the code, the course, the seed, the private
file), so an old verdict is never used for new code.
"""

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from companion.bootstrap.checkout import Refusal

_FORMAT: Final = 1


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to; afterwards the file is at `path`. Raises `Refusal` where it could not be written;
    then `path` is as it was.
    """
    half = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield half
        os.replace(half, path)
    except OSError as problem:
        with contextlib.suppress(OSError):
            half.unlink()
        why = problem.strerror or type(problem).__name__
        raise Refusal(f"{path} could not be written: {why}. Make room and run the command again.") from None


def write(path: Path, text: str) -> None:
    """Write a text file whole, or leave it as it was. Raises `Refusal`."""
    with whole_file(path) as half, open(half, "w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


class KeptVerdicts:
    """The verdicts kept in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> dict[str, Any] | None:
        """The verdict of that name; None if there is none, or if its file is damaged."""
        try:
            stored = json.loads((self.folder / f"{key}.json").read_text("utf-8"))
            return stored["verdict"] if stored["format"] == _FORMAT and stored["key"] == key else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, verdict: dict[str, Any]) -> None:
        """Keep a verdict. Raises `Refusal`."""
        stored = {"format": _FORMAT, "key": key, "verdict": verdict}
        write(self.folder / f"{key}.json", json.dumps(stored, indent=1, ensure_ascii=False) + "\n")


def digest(*parts: object) -> str:
    """The same for the same parts, which are plain data."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def course_digest(package: Path) -> str:
    """A digest of the package's Python files and of what is on file about its answers."""
    total = hashlib.sha256()
    for path in sorted([*package.rglob("*.py"), *package.rglob("shown/*.json")]):
        if "box-office" not in path.parts:
            total.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
