"""The folder a site is written into: whole or not at all, and never over what is somebody else's."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from companion.bootstrap.checkout import COMMAND, Refusal

MARK = "site.json"
"""What makes a folder ours: it lists what the site put there."""
USAGE = f"Say where it is to be: {COMMAND} site my-site"


def place(argument: str) -> Path:
    """The folder to write, absolute; it is new, empty, or a site that this command made. Raises `Refusal`."""
    if not argument.strip():
        raise Refusal(USAGE, code=2)
    try:
        folder = Path(argument).expanduser().resolve()
        there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        if folder.exists() and not folder.is_dir():
            raise Refusal(f"{folder} is there already and is no folder: choose another name.")
    except (ValueError, RuntimeError) as problem:
        raise Refusal(f"{argument!r} is no name for a folder: {problem}.", code=2) from problem
    except OSError as problem:
        raise Refusal(f"{folder} cannot be looked into ({problem.strerror}): choose another.") from problem
    foreign = [name for name in there if name not in _ours(folder)]
    if foreign:
        what = "is not empty" if foreign == there else "has something that no site put there"
        raise Refusal(f"{folder} {what} ({foreign[0]}), and nothing is overwritten: choose another name.")
    return folder


@contextlib.contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """An empty folder beside `folder`, which takes its place if all goes well and is gone if not."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    except OSError as problem:
        said = problem.strerror or problem
        raise Refusal(
            f"{folder} could not be made ({said}): choose a place where you may write."
        ) from problem
    try:
        yield half
        half.chmod(0o755)  # a temporary folder is its owner's alone, a web server is somebody else
        content = sorted([*(path.name for path in half.iterdir()), MARK])
        (half / MARK).write_text(json.dumps({"eda-companion": content}, indent=1) + "\n", encoding="utf-8")
        _put(half, folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _ours(folder: Path) -> list[str]:
    try:
        return [str(name) for name in json.loads((folder / MARK).read_text("utf-8"))["eda-companion"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _put(half: Path, folder: Path) -> None:
    """Put the finished folder in its place; an older site goes only when the new one stands."""
    if not folder.exists():
        half.rename(folder)
        return
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as aside:
        old = Path(aside) / "old"
        folder.rename(old)
        try:
            half.rename(folder)
        except OSError:
            old.rename(folder)
            raise
