"""The learner's progress as one JSON file in `$COMPANION_HOME` (default `~/.companion`).

Promises: a file is written whole or not at all. Two notebooks at once do not lose each other's points: each
change holds a lock of the system and reads the file again. A damaged file is set aside, never overwritten; a
file of a newer version of the course is left alone. What cannot be saved is a sentence that is
returned, not an error. Left out: times, names and machines; the file says only what was answered.
"""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from companion.events import WrongUse

FORMAT: Final = 1
DAMAGED: Final = "This is not a progress file, or it is damaged."

Progress = dict[str, dict[str, Any]]
"""What is stored: item id to its record (points, possible, first, failing, times, choice, revealed,
reason, hints, right)."""


def home() -> Path:
    """The folder that holds the progress: `$COMPANION_HOME`, or `~/.companion`, or,
    without a home folder, `.companion` here."""
    try:
        return Path(os.environ.get("COMPANION_HOME") or Path.home() / ".companion")
    except RuntimeError:  # a user without a home folder
        return Path(".companion").absolute()


def read() -> Progress:
    """Everything stored, keyed by item id; empty if there is nothing, or nothing readable, yet."""
    try:
        return saved()
    except (OSError, ValueError, WrongUse):
        return {}


def saved() -> Progress:
    """As `read`. Raises OSError for a file that cannot be read, and as `parse` does."""
    return parse(_text())


def number(stored: object) -> int:
    """A number as stored, 0 for what somebody wrote there by hand: it must not cost what is asked now."""
    return max(0, stored) if type(stored) is int else 0


def change(id: str, update: Callable[[dict[str, Any]], None]) -> str:
    """Let `update` change the record of one item and save it. Returns a sentence if that failed, else ""."""

    def one(progress: Progress) -> None:
        update(progress.setdefault(id, {}))

    return rewrite(one)


def rewrite(update: Callable[[Progress], None]) -> str:
    """Let `update` change the whole progress under the lock and save it; returns a sentence if that
    failed."""
    try:
        home().mkdir(parents=True, exist_ok=True)
        with _locked(home() / "progress.lock"):
            said = _set_aside_if_damaged()
            stored = saved()
            update(stored)
            _write(stored, home())
            return said
    except WrongUse as problem:
        return str(problem)
    except OSError as problem:
        return f"Your progress was not saved: {problem.strerror or 'its folder cannot be written'}."


def tried() -> str:
    """Why nothing can be saved, in words; empty if it can. Locks and writes as saving does, in a folder of
    its own beside the progress, and leaves nothing behind.
    """
    try:
        home().mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(dir=home(), prefix="progress-") as folder,
            _locked(Path(folder) / "progress.lock"),
        ):
            _write({}, Path(folder))
    except OSError as problem:
        return problem.strerror or type(problem).__name__
    return ""


def parse(text: str) -> Progress:
    """Progress from the text of a file. Raises ValueError if it is damaged or none, `WrongUse` if it is newer
    than this course.
    """
    if not text.strip():
        return {}
    try:
        stored = json.loads(text)
        version, items = stored["format"], stored["items"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ValueError(DAMAGED) from None
    if type(version) is not int or version > FORMAT:
        newer = "was saved by a newer version of the course and stays as it is: update the course"
        raise WrongUse("Your progress", newer)
    if type(items) is not dict or not all(type(record) is dict for record in items.values()):
        raise ValueError(DAMAGED)
    return items


def text_of(progress: Progress) -> str:
    """The text of a progress file, the same for the same progress."""
    return json.dumps({"format": FORMAT, "items": progress}, indent=1, sort_keys=True) + "\n"


def _text() -> str:
    try:
        return (home() / "progress.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _set_aside_if_damaged() -> str:
    try:
        parse(_text())
    except ValueError:
        kept = next(p for n in range(1, 10_000) if not (p := home() / f"progress-damaged-{n}.json").exists())
        os.replace(home() / "progress.json", kept)
        return f"Your progress file was damaged. It was kept as {kept.name}, and a new one begins."
    return ""


def _write(progress: Progress, folder: Path) -> None:
    descriptor, name = tempfile.mkstemp(dir=folder, prefix="progress-", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text_of(progress))
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, folder / "progress.json")
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with open(path, "a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        elif sys.platform == "emscripten":  # in the browser a kernel is alone with its files
            yield
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
            yield
