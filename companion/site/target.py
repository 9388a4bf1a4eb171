"""The folder for a site: written whole or not at all, and never over files that no site put there."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from companion.bootstrap.checkout import COMMAND, Refusal

MARK = "site.json"
"""This file lists what the site put into a folder; without it the folder is not a site."""
USAGE = f"Name a folder for it: {COMMAND} site my-site"


def chosen_folder(argument: str) -> Path:
    """The absolute path of the folder: a new or empty one, or a site that this command made. Raises
    `Refusal`."""
    if not argument.strip():
        raise Refusal(USAGE, code=2)
    try:
        folder = Path(argument).expanduser().resolve()
        there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        if folder.exists() and not folder.is_dir():
            raise Refusal(f"{folder} exists and is not a folder: choose another name.")
    except (ValueError, RuntimeError) as problem:
        raise Refusal(f"{argument!r} cannot be a folder's name: {problem}.", code=2) from problem
    except OSError as problem:
        raise Refusal(f"{folder} cannot be read ({problem.strerror}): choose another folder.") from problem
    foreign = [name for name in there if name not in _ours(folder)]
    if foreign:
        what = "is not empty" if foreign == there else "has something that no site put there"
        raise Refusal(f"{folder} {what} ({foreign[0]}), and nothing is overwritten: choose another name.")
    return folder


@contextlib.contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """An empty folder, which afterwards becomes `folder`; after an error it is deleted and nothing
    changed."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    except OSError as problem:
        said = problem.strerror or problem
        raise Refusal(
            f"{folder} could not be made ({said}): choose a folder where you may write."
        ) from problem
    try:
        yield half
        half.chmod(0o755)  # only its owner can read a temporary folder, and a web server is another user
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
    """Rename the finished folder; an older site is deleted only after that."""
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
