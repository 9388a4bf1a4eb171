"""`python3 -m companion build [NN] [--check]`: from the one source of a lesson, two executed notebooks.

Writes `notebooks/NN_name.ipynb` (the learner's) and `notebooks/solutions/NN_name.ipynb` (solved) from
`notebooks/source/NN_name.py`, the same bytes each time, and both or neither; then the glossary and the
cheat sheet, which are made of all lessons. With `--check` it writes nothing and names each notebook that
differs from its source. An author's mistake is named with its file and line, and the exit code is 1.

In a notebook each cell keeps its name as its id. Slide tags become RISE's metadata, and `further` cells are
collapsed. Graded cells carry nbgrader's metadata (version 3), for schools that collect with nbgrader: the
learner changes a solution cell; a check cell is locked and worth its exercise's points; the two cells of a
prediction are worth half of its points each. Together they are what the lesson's title states: a
bonus is checked and counts nothing there. Instructor notes are left out of the learner's notebook; the solved
one and the slides have them.
"""

from __future__ import annotations

import copy
import importlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.bootstrap.checkout import say
from companion.bootstrap.options import read as read_options
from companion.classroom import guide, honesty, proportions, reference
from companion.classroom.cells import AuthorError, Cell, CellFailed, Lesson
from companion.classroom.execute import METADATA, ROOT, SLOW_S, run
from companion.classroom.source import read, sources

KINDS = {False: "learner's", True: "solved"}
_SHARE = {"check": 1.0, "predict": 0.5, "explain": 0.5}
"""The part of an item's points that the cell with this call is worth."""

Points = Callable[[str], float]


@dataclass(frozen=True)
class Built:
    """One executed notebook: its text as written to disk, the seconds its cells took, the number of cells."""

    path: Path
    text: str
    seconds: float
    cells: int


def built_path(root: Path, stem: str, *, solved: bool) -> Path:
    """The path of the lesson's notebook of that kind."""
    folder = root / "notebooks"
    return (folder / "solutions" if solved else folder) / f"{stem}.ipynb"


def points(id: str) -> float:
    """What an exercise or prediction adds to the lesson's points, from the course's own registry."""
    from companion.exercises import Exercise, Recall, find

    item = find(id)
    return (
        0.0 if isinstance(item, Recall) or (isinstance(item, Exercise) and item.bonus) else float(item.points)
    )


def compose(lesson: Lesson, *, solved: bool, worth: Points = points) -> Any:
    """The notebook (nbformat 4.5), unexecuted. `worth` says an item's points, raising for unknown ids."""
    cells = [
        _cell(lesson, cell, solved=solved, worth=worth)
        for cell in lesson.cells
        if solved or cell.slide_role != "notes"
    ]
    _collapse(lesson, cells)
    return _v4().new_notebook(cells=cells, metadata=copy.deepcopy(METADATA), nbformat_minor=5)


def _cell(lesson: Lesson, cell: Cell, *, solved: bool, worth: Points) -> Any:
    text = cell.solved() if solved else cell.learner()
    metadata: dict[str, Any] = {}
    if "further" in cell.tags:
        metadata["tags"] = ["further"]
    if cell.slide_role:
        metadata["slideshow"] = {"slide_type": cell.slide_role}
    if cell.kind == "markdown":
        return _v4().new_markdown_cell(text, id=cell.name, metadata=metadata)
    graded = _nbgrader(lesson, cell, worth)
    if graded:
        metadata["nbgrader"] = graded
    return _v4().new_code_cell(text, id=cell.name, metadata=metadata)


def _v4() -> Any:
    """nbformat's constructors, which are untyped."""
    return importlib.import_module("nbformat.v4")


def _nbgrader(lesson: Lesson, cell: Cell, worth: Points) -> dict[str, Any]:
    """The cell's nbgrader metadata, or {} for a cell that is neither written by the learner nor a check."""
    common = {"schema_version": 3, "grade_id": cell.name, "task": False}
    checked = [(word, id) for word, id in cell.calls() if word in _SHARE]
    if not cell.has_solution and not checked:
        return {}
    total = 0.0
    for word, id in checked:
        try:
            total += worth(id) * _SHARE[word]
        except Exception as error:
            problem = f'cell "{cell.name}" has {word}("{id}"), which no exercise module has: {error}'
            raise AuthorError(lesson.path, cell.line, problem) from error
    kind = common | {"solution": cell.has_solution, "grade": total > 0, "locked": not cell.has_solution}
    return kind | ({"points": total} if total else {})


def _collapse(lesson: Lesson, built: list[Any]) -> None:
    """Fold each run of `further` cells: under its heading when it has one, else cell by cell."""
    source = {cell.name: cell for cell in lesson.cells}
    folded = False
    for cell in built:
        written = source[cell["id"]]
        if "further" not in written.tags:
            folded = False
        elif written.heading_level:
            cell.metadata["jp-MarkdownHeadingCollapsed"] = True
            folded = True
        elif not folded and written.kind == "code":
            cell.metadata["jupyter"] = {"source_hidden": True, "outputs_hidden": True}


def build_one(
    lesson: Lesson,
    root: Path,
    *,
    solved: bool,
    hash_seed: int = 0,
    worth: Points = points,
) -> Built:
    """Compose and execute one notebook, in a fresh COMPANION_HOME; writes nothing.

    Raises `AuthorError` for a cell that raises, writes to stderr or stores what differs between machines.
    """
    notebook = compose(lesson, solved=solved, worth=worth)
    with tempfile.TemporaryDirectory(prefix="companion-home-") as fresh:
        try:
            seconds = run(notebook, Path(fresh), hash_seed=hash_seed)
        except CellFailed as failed:
            raise _author_error(lesson, failed.cell, f"{failed} ({KINDS[solved]} notebook)") from failed
    for sentence in honesty.complaints(notebook):
        raise _author_error(lesson, sentence.split('"')[1], f"{sentence} ({KINDS[solved]} notebook)")
    text = _text(notebook)
    if len(text.encode()) > honesty.LARGEST_BYTES:
        sizes = f"{len(text.encode()) // 1000} kB, more than {honesty.LARGEST_BYTES // 1000}"
        raise AuthorError(lesson.path, 0, f"the {KINDS[solved]} notebook has {sizes}: show fewer pictures")
    return Built(built_path(root, lesson.stem, solved=solved), text, seconds, len(notebook.cells))


def build(lesson: Lesson, root: Path) -> list[Built]:
    """Both notebooks of a lesson, the learner's first, executed side by side."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda solved: build_one(lesson, root, solved=solved), (False, True)))


def main(argv: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """The command; 0 if everything was built (with --check: if nothing differs)."""
    given = read_options("build", sys.argv[1:] if argv is None else argv)
    check = "--check" in given.switches
    try:
        paths = sources(root, *given.words)
    except AuthorError as error:
        print(error, file=sys.stderr)
        return 1
    built = 0
    for number, path in enumerate(paths, 1):
        say(f"[{number}/{len(paths)}] {path.stem}")
        built = max(built, _build_and_tell(path, root, check=check))
    return max(built, _write_reference(root, check=check))


def _build_and_tell(path: Path, root: Path, *, check: bool) -> int:
    try:
        lesson = read(path)
        results = build(lesson, root)
    except AuthorError as error:
        print(error, file=sys.stderr)
        return 1
    for sentence in proportions.complaints(lesson):
        print(f"  warning: {sentence}")
    differing = [built for built in results if not _is_current(built)]
    for solved, built in zip(KINDS.values(), results, strict=True):
        _tell(built, solved)
        if built in differing and not check:
            built.path.parent.mkdir(parents=True, exist_ok=True)
            built.path.write_text(built.text, encoding="utf-8", newline="\n")
    if check and differing:
        names = ", ".join(built.path.relative_to(root).as_posix() for built in differing)
        print(f"  differs from its source: {names}; run `python3 -m companion build {lesson.stem[:2]}`")
    return 1 if check and differing else 0


def _write_reference(root: Path, *, check: bool) -> int:
    """Write the pages that are made of all lessons, and say of each whether it has changed."""
    try:
        pages = reference.pages(root)
        complaints = reference.complaints(root) if pages else []
        if guided := guide.page(root):
            pages |= guided
            complaints += guide.complaints(root)
    except AuthorError as error:
        print(error, file=sys.stderr)
        return 1
    for sentence in complaints:
        print(f"  warning: {sentence}")
    changed = [path for path, text in pages.items() if not _is_text(path, text)]
    for path in changed:
        name = path.relative_to(root).as_posix()
        print(f"  differs from the lessons: {name}" if check else f"{path.stem}: made again")
        if not check:
            path.write_text(pages[path], encoding="utf-8", newline="\n")
    return 1 if check and changed else 0


def _tell(built: Built, kind: str) -> None:
    size = len(built.text.encode()) // 1000
    print(f"{built.path.stem}: {kind} notebook, {built.cells} cells, {built.seconds:.1f} s, {size} kB")
    if built.seconds > SLOW_S:
        print(f"  warning: {built.seconds:.1f} s of run time, a lesson promises at most {SLOW_S:.0f}")


def _is_current(built: Built) -> bool:
    return _is_text(built.path, built.text)


def _is_text(path: Path, text: str) -> bool:
    return path.exists() and path.read_bytes() == text.encode()


def _text(notebook: Any) -> str:
    nbformat: Any = importlib.import_module("nbformat")
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook, version=4)
    return text.rstrip("\n") + "\n"


def _author_error(lesson: Lesson, name: str, problem: str) -> AuthorError:
    line = next((cell.line for cell in lesson.cells if cell.name == name), 0)
    return AuthorError(lesson.path, line, problem)


if __name__ == "__main__":
    sys.exit(main())
