"""Read the one text an author writes for a lesson: `notebooks/source/NN_name.py`, in jupytext's py:percent.

`read(path)` promises a lesson whose every cell has a valid, unique name and known tags, and whose solution
blocks are whole; anything else is an `AuthorError` with file and line. Running cells is `execute`'s work,
writing notebooks is `build`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from companion.bootstrap.checkout import Refusal
from companion.classroom.cells import AuthorError, Cell, Lesson
from companion.classroom.rules import problems

_CELL = re.compile(r"# %%(?:\s|$)")
_LIKE_A_CELL = re.compile(r"\s*#\s*%%")
_NAME = re.compile(r'\bname="([^"]*)"')
_VALID_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def read(path: Path) -> Lesson:
    """The lesson in `path`. Raises `AuthorError` with the line to look at."""
    import jupytext

    text = _text(path)
    lines = dict(_named_lines(path, text))
    cells = []
    for raw in jupytext.reads(text, fmt="py:percent").cells:
        name = raw.metadata.get("name")
        if name is None:
            raise _unnamed(path, text, lines)
        if name not in lines:
            raise AuthorError(path, 0, f'the line of cell "{name}" is not read; write `# %% name="{name}"`')
        tags = tuple(raw.metadata.get("tags", ()))
        cells.append(Cell(name, raw.cell_type, lines.pop(name), tags, raw.source))
    for name, line in lines.items():
        raise AuthorError(path, line, f'"{name}" is no cell: its line stands inside a string')
    lesson = Lesson(path, tuple(cells))
    for problem in problems(lesson):
        raise problem
    return lesson


def sources(root: Path, wanted: str | None = None) -> list[Path]:
    """The lesson files under `root`, in order; with `wanted` (`1`, `01` or `01_why_events`) that one only.

    Raises `Refusal` naming what exists when nothing matches.
    """
    folder = root / "notebooks" / "source"
    found = sorted(folder.glob("[0-9][0-9]_*.py"))
    if wanted is None:
        return found
    chosen = [path for path in found if wanted.zfill(2) in (path.stem, path.stem[:2])]
    if not chosen:
        names = ", ".join(path.stem[:2] for path in found) or "none yet"
        raise Refusal(f"There is no lesson {wanted}; the lessons are: {names}.", code=2)
    return chosen


def _unnamed(path: Path, text: str, ahead: dict[str, int]) -> AuthorError:
    """Why jupytext found a cell without a name; `ahead`: the names still to come, with their lines."""
    if not ahead or not _CELL.match(text):
        return AuthorError(path, 1, 'there is text before the first cell; begin with `# %% name="…"`')
    name, line = next(iter(ahead.items()))
    return AuthorError(path, line, f'what follows `# %%` cannot be read; write name="{name}" tags=["slide"]')


def _text(path: Path) -> str:
    """The text of a source file, which is UTF-8, with or without a byte order mark."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise AuthorError(path, line, f"{data[problem.start]:#x} is no UTF-8; save it as UTF-8") from None


def _named_lines(path: Path, text: str) -> Iterator[tuple[str, int]]:
    seen: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not _LIKE_A_CELL.match(line):
            continue
        if not _CELL.match(line):
            raise AuthorError(path, number, "a cell begins with `# %%` at the start of its line")
        found = _NAME.search(line)
        if not found:
            raise AuthorError(path, number, 'this cell has no name; write `# %% name="…"` (the cell\'s id)')
        name = found[1]
        if not _VALID_NAME.fullmatch(name):
            raise AuthorError(path, number, f"{name!r} is no cell name; use 1 to 64 of a-z A-Z 0-9 - _")
        if name in seen:
            raise AuthorError(path, number, f'the name "{name}" is taken by the cell at line {seen[name]}')
        seen[name] = number
        yield name, number
