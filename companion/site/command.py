"""`python3 -m companion site FOLDER`: the whole course as static files, to read and to run in a browser.

FOLDER is new, empty, or a site that this command made before, which is then replaced: it is written whole or
not at all, and never over files that no site put there. JupyterLite is
installed once into an environment of its own, and Pyodide is fetched once; after that no network is needed.
The folder has everything in it, so any web server can serve it, at any path.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

from companion.bootstrap import environment, options
from companion.bootstrap.checkout import COMMAND, Checkout, Refusal, say, typed_path
from companion.bootstrap.workspace import shipped_notebooks
from companion.classroom.cells import AuthorError
from companion.classroom.execute import ROOT
from companion.site import browser_edition, pages, pyodide

MARK = "site.json"
"""This file lists what the site put into a folder; without it the folder is not a site."""
USAGE = f"Name a folder for it: {COMMAND} site my-site"


def tools(root: Path) -> Checkout:
    """The course with the environment that has JupyterLite."""
    return Checkout(root, ".venv-site", "requirements-site.lock")


def make(folder: Path, root: Path = ROOT, *, with_start: bool = False) -> None:
    """Write the site of the course in `root` into `folder`.

    Raises `Refusal`, `AuthorError` or `OSError`; then `folder` is as it was.
    """
    where = _ready(root)
    with staged(folder) as half:
        say("Writing the pages, the slides and the reference.")
        pages.write(root, half)
        with tempfile.TemporaryDirectory(dir=half, prefix=".scratch-") as scratch:
            shipped = shipped_notebooks(Checkout(root))
            browser_edition.build(shipped, where, tools(root), Path(scratch), half / "browser")
        if with_start:
            _write_start(half)


STARTING = {"start.txt": "start.py", "stick.txt": "READ ME.txt"}
"""For a USB stick: a script that serves the site, and a page of words. The files here have names that no tool
takes for this room's own code; these are their names in the site."""


def _write_start(into: Path) -> None:
    for kept, name in STARTING.items():
        with resources.as_file(resources.files("companion.site") / "on_stick" / kept) as file:
            shutil.copy(file, into / name)


def _ready(root: Path) -> Path:
    """Install JupyterLite and fetch Pyodide if they are missing; the folder with Pyodide."""
    where = pyodide.cache()
    if not where.is_dir() and shutil.which("npm") is None:
        raise Refusal(
            "The browser edition needs Pyodide, which npm fetches, and npm is not on the PATH: install "
            "Node.js, which brings it, and run the command again."
        )
    environment.ready(tools(root))
    if not where.is_dir():
        say("Fetching Pyodide. This happens once.")
        pyodide.fetch(where)
    return where


def main(argv: Sequence[str], root: Path = ROOT) -> int:
    """The command. Raises `Refusal` if the site could not be made."""
    given = options.read("site", argv)
    began, with_start = time.monotonic(), "--offline" in given.switches
    folder = chosen_folder(given.words[0])
    try:
        make(folder, root, with_start=with_start)
    except (AuthorError, OSError) as problem:
        raise Refusal(f"{_about(problem)} Nothing was written to {folder}.") from problem
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    say(f"The site is in {folder}: {size / 1e6:.0f} MB, made in {time.monotonic() - began:.0f} s.")
    start = f"{folder / 'start.py'}" if with_start else f"-m http.server --bind 127.0.0.1 -d {folder}"
    say(f"To look at it on this machine: python3 {start}")
    return 0


def _about(problem: Exception) -> str:
    if not isinstance(problem, OSError):
        return f"{problem}."
    if problem.errno == errno.ENOSPC:
        return "The disk is full: make room for about 200 MB."
    return f"The system refused {problem.filename or 'it'}: {problem.strerror or problem}."


# --- the folder ---------------------------------------------------------------------------------------


def chosen_folder(argument: str) -> Path:
    """The absolute path of the folder: a new or empty one, or a site that this command made. Raises
    `Refusal`."""
    if not argument.strip():
        raise Refusal(USAGE, code=2)
    try:
        folder = typed_path(os.path.expanduser(argument)).resolve()
        there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        if folder.exists() and not folder.is_dir():
            raise Refusal(f"{folder} exists and is not a folder: choose another name.")
    except ValueError as problem:
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
