"""`python3 -m companion site FOLDER`: the whole course as static files, to read and to run in a browser.

FOLDER is new, empty, or a site that this command made before, which is then replaced. JupyterLite is
installed once into an environment of its own, and Pyodide is fetched once; after that no network is needed.
The folder has everything in it, so any web server can serve it, at any path.
"""

from __future__ import annotations

import errno
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from companion.bootstrap import environment, options
from companion.bootstrap.checkout import Checkout, Refusal, say
from companion.classroom.cells import AuthorError
from companion.classroom.execute import ROOT
from companion.site import all_pages, browser_edition, pyodide, target


def tools(root: Path) -> Checkout:
    """The course with the environment that has JupyterLite."""
    return Checkout(root, ".venv-site", "requirements-site.lock")


def make(folder: Path, root: Path = ROOT, *, with_start: bool = False) -> None:
    """Write the site of the course in `root` into `folder`.

    Raises `Refusal`, `AuthorError` or `OSError`; then `folder` is as it was.
    """
    where = _ready(root)
    with target.staged(folder) as half:
        say("Writing the pages, the slides and the reference.")
        all_pages.write(root, half)
        with tempfile.TemporaryDirectory(dir=half, prefix=".scratch-") as scratch:
            browser_edition.build(
                all_pages.notebooks(root), where, tools(root), Path(scratch), half / "browser"
            )
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
    folder = target.chosen_folder(given.words[0])
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
