"""Read the one text an author writes for a lesson: `notebooks/source/NN_name.py`, in jupytext's py:percent.

`read(path)` promises a lesson whose every cell has a valid, unique name and known tags, and whose solution
blocks are whole; anything else is an `AuthorError` with file and line, and says what to do instead. It reads
text only, so that an author hears of a slip before anything is executed. How long a lesson and its cells may
be is `proportions`'s matter, running cells is `execute`'s, writing notebooks is `build`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from companion.bootstrap.checkout import Refusal
from companion.classroom.cells import MARKER, SLIDE_ROLES, TAGS, AuthorError, Cell, Lesson

_CELL = re.compile(r"# %%(?:\s|$)")
_LIKE_A_CELL = re.compile(r"\s*#\s*%%")
_NAME = re.compile(r'\bname="([^"]*)"')
_VALID_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_LOOKS_LIKE_MARKER = re.compile(r"^\s*#+\s*(?:begin solution|end solution|stub)\b", re.IGNORECASE)
_CODE_IN_TEXT = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)

# What is typeset by itself: paragraphs, list items, headings, cells of tables.
_BLOCKS = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*#>]|\d+\.)\s)|\|")

_NO_STUB = "END SOLUTION without a `### STUB …` line after it: what does the learner see there?"
_MARKERS = "`### BEGIN SOLUTION`, `### END SOLUTION` or `### STUB …`"

_MATHS = "make JupyterLab typeset what is between them as mathematics"

_NOTEBOOK_TALK = re.compile(
    r"\bclick on\b|\bgr[ea]y cell|\bnext cells?\b|\bshift ?\+ ?enter\b", re.IGNORECASE
)
_TITLED_CALLS = ("predict", "explain", "recall", "reveal")

Found = Iterator[tuple[int, str]]
"""(lines below the cell's marker line, what is wrong there)."""


def read(path: Path) -> Lesson:
    """The lesson in `path`. Raises `AuthorError` with the line to look at."""
    return _lesson(path, _text(path))


@lru_cache(maxsize=64)
def _lesson(path: Path, text: str) -> Lesson:
    import jupytext

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
        raise AuthorError(path, line, f'"{name}" is not a cell: its line is inside a string')
    lesson = Lesson(path, tuple(cells))
    for problem in _problems(lesson):
        raise problem
    return lesson


def sources(root: Path, wanted: str | None = None) -> list[Path]:
    """The lesson files under `root`, in order; with `wanted` (`1`, `01` or `01_why_events`) that one only.

    Raises `Refusal`, which lists the lessons, if there is no such lesson.
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
        raise AuthorError(
            path, line, f"{data[problem.start]:#x} is not UTF-8; save the file as UTF-8"
        ) from None


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
            raise AuthorError(
                path, number, f"{name!r} cannot be a cell's name; use 1 to 64 of a-z A-Z 0-9 - _"
            )
        if name in seen:
            raise AuthorError(path, number, f'the name "{name}" is taken by the cell at line {seen[name]}')
        seen[name] = number
        yield name, number


# --- what an author can get wrong in a cell -------------------------------------------------------


def _problems(lesson: Lesson) -> Iterator[AuthorError]:
    """Every mistake in the lesson's text, cell by cell."""
    for cell in lesson.cells:
        for offset, problem in (*_tag_problems(cell), *_marker_problems(cell), *_text_problems(cell)):
            yield AuthorError(lesson.path, cell.line + offset, f'cell "{cell.name}": {problem}')
    for cell, problem in _untitled(lesson):
        yield AuthorError(lesson.path, cell.line, f'cell "{cell.name}" {problem}')
    for cell in _swallowed(lesson):
        problem = "would be hidden with the collapsed `further` heading above; open it with a heading as high"
        yield AuthorError(lesson.path, cell.line, f'cell "{cell.name}" {problem}')


def _tag_problems(cell: Cell) -> Found:
    for tag in cell.tags:
        if tag not in TAGS:
            yield 0, f'unknown tag "{tag}"; known are {", ".join(TAGS)}'
    roles = [tag for tag in cell.tags if tag in SLIDE_ROLES]
    if len(roles) > 1:
        yield 0, f"has {len(roles)} slide tags ({', '.join(roles)}); keep one"
    if "notes" in cell.tags and cell.kind != "markdown":
        yield 0, "`notes` is for markdown: what the instructor says, not code"
    if not cell.text.strip():
        yield 0, "is empty"


def _marker_problems(cell: Cell) -> Found:
    """Walks through the solution blocks: where is "outside", "solution", "end" (a STUB is due) or "stub"."""
    where, since = "outside", 0
    for offset, line in enumerate(cell.text.splitlines(), start=1):
        mark = MARKER.match(line)
        word = mark["word"] if mark else ""
        if where == "end" and word != "STUB":
            yield since, _NO_STUB
        if word == "BEGIN SOLUTION":
            if where == "solution":
                yield offset, "BEGIN SOLUTION inside a solution; write END SOLUTION first"
            where, since = "solution", offset
        elif word == "END SOLUTION":
            if where != "solution":
                yield offset, "END SOLUTION without BEGIN SOLUTION before it"
            where, since = "end", offset
        elif word == "STUB":
            if where not in ("end", "stub"):
                yield offset, "STUB belongs directly after END SOLUTION"
            where = "stub"
        else:
            where = "solution" if where == "solution" else "outside"
            if _LOOKS_LIKE_MARKER.match(line):
                yield offset, f"{line.strip()!r} is nearly a marker; write {_MARKERS}"
    if where == "solution":
        yield since, "BEGIN SOLUTION without END SOLUTION"
    if where == "end":
        yield since, _NO_STUB
    if cell.has_solution and any(word == "check" for word, _ in cell.calls()):
        yield 0, "holds a solution and its check; give the check its own cell, so that it can be locked"


def _text_problems(cell: Cell) -> Found:
    if cell.kind == "markdown":
        prose = _CODE_IN_TEXT.sub("", cell.text)
        if any(block.count("$") > 1 for block in _BLOCKS.split(prose)):
            yield 0, f"two dollar signs in a paragraph, \\$ too, {_MATHS}; write 400 dollars, or `$400`"
        elif len(re.findall(r"(?<!\\)\$", prose)) > 1:
            yield 0, f"two dollar signs {_MATHS}; write \\$"
        return
    lines = cell.text.splitlines()
    if lines and lines[-1].rstrip().endswith(";"):
        yield len(lines), "ends with `;`, which hides the output it should show"


def _untitled(lesson: Lesson) -> Iterator[tuple[Cell, str]]:
    """Slides that a class cannot follow, with why: their title was skipped, or they talk about a notebook."""
    title: Cell | None = None
    for cell in lesson.cells:
        if "further" in cell.tags:
            continue
        if cell.heading_level:
            title = cell
        begins = cell.kind == "code" and cell.slide_role in ("slide", "subslide")
        titled = "title=" in cell.text or any(word in _TITLED_CALLS for word, _ in cell.calls())
        if begins and not titled and title is not None and title.slide_role == "skip":
            problem = f'begins a slide, and the title above it, "{title.name}", is skipped'
            yield cell, f"{problem}: begin the slide at its title and leave the run untagged"
        if cell.kind == "markdown" and cell.slide_role not in ("skip", "notes"):
            for talk in _NOTEBOOK_TALK.findall(_CODE_IN_TEXT.sub("", cell.text)):
                yield (
                    cell,
                    f"says {talk!r} on a slide, where there is no notebook: give that a cell tagged skip",
                )


def _swallowed(lesson: Lesson) -> Iterator[Cell]:
    """Cells of the spine that a collapsed `further` heading above them would hide."""
    collapsed = 0
    for cell in lesson.cells:
        level = cell.heading_level
        if "further" in cell.tags:
            if level and (not collapsed or level <= collapsed):
                collapsed = level
        elif collapsed:
            if not level or level > collapsed:
                yield cell
            collapsed = 0
