"""The sixteen lessons with what each builds on; and `lesson`, the last line of every set-up cell. It says
in one line which lesson this is, on every machine alike.

After that, the traceback of a `NameError` ends with one more sentence: it names the cell that defines the
name and was skipped. The cells are those of the learner's own notebook in the kernel's folder, or of the
lesson as it is shipped.
"""

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from companion.exercises.registry import UnknownItem
from companion.exercises.registry import lesson as find_lesson

SHIPPED = Path(__file__).resolve().parents[2] / "notebooks"


class Concept(NamedTuple):
    """One node of the map: a lesson. `needs` are the numbers of the lessons it builds on."""

    number: str
    title: str
    minutes: int
    needs: tuple[str, ...] = ()


CONCEPTS: Final = (
    Concept("00", "Start here", 20),
    Concept("01", "Why events?", 35, ("00",)),
    Concept("02", "Events are facts", 35, ("01",)),
    Concept("03", "The event bus", 35, ("02",)),
    Concept("04", "Choreography", 35, ("03",)),
    Concept("05", "Orchestration and sagas", 35, ("04",)),
    Concept("06", "At least once", 35, ("03",)),
    Concept("07", "The dual write", 35, ("06",)),
    Concept("08", "Event sourcing", 35, ("02",)),
    Concept("09", "Sagas that survive", 35, ("05", "07", "08")),
    Concept("10", "Living with history", 35, ("08",)),
    Concept("11", "CQRS", 35, ("07", "08")),
    Concept("12", "One write, many reads", 35, ("11",)),
    Concept("13", "Order, partitions, scale", 35, ("07", "12")),
    Concept("14", "Two clocks and the law", 35, ("10",)),
    Concept("15", "Practice exam", 70, ("09", "12", "13", "14")),
)


def concept(number: str) -> Concept:
    """The concept of the lesson with this number; raises `KeyError` for another number."""
    return {c.number: c for c in CONCEPTS}[number]


def lesson(number: str) -> None:
    """Print the lesson's title, minutes and points, such as `Lesson 00 · Start here · 20 minutes · 10
    points`."""
    try:
        found = find_lesson(number)
    except (UnknownItem, TypeError):  # a list raises TypeError
        print(f'There is no lesson {number!r}: lessons are named by two digits, such as "00".')
        return
    watch_names(found.number)
    minutes = concept(found.number).minutes
    print(f"Lesson {found.number} · {found.title} · {minutes} minutes · {found.points} points")


class Definition(NamedTuple):
    """A code cell: the heading above it, its first line, and the names it defines."""

    heading: str
    first_line: str
    names: frozenset[str]


def watch_names(number: str) -> None:
    """In a notebook, let a NameError say which cell of lesson `number` defines the missing name."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return

    def told(shell: Any, kind: Any, error: Any, trace: Any, tb_offset: int | None = None) -> None:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        if sentence := which_cell(number, error.name):
            print(sentence)

    shell.set_custom_exc((NameError,), told)


def which_cell(number: str, name: str | None) -> str:
    """A sentence naming the cell that defines `name`; empty if no cell of the lesson does."""
    for cell in cells(number):
        if name in cell.names:
            where = f'under "{cell.heading}", ' if cell.heading else ""
            said = f"`{name}` is defined in a cell that has not run yet: {where}it begins with"
            return f"{said}\n    {cell.first_line}"
    return ""


def cells(number: str) -> Iterator[Definition]:
    """The code cells of the lesson's notebooks: the learner's own first."""
    for folder in (Path.cwd(), SHIPPED):
        for path in sorted(folder.glob(f"{number}_*.ipynb")):
            yield from _cells_of(path)


def _cells_of(path: Path) -> Iterator[Definition]:
    heading = ""
    for kind, text in _texts(path):
        if kind == "markdown":
            titles = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
            heading = titles[-1].replace("`", "") if titles else heading
        elif kind == "code" and (names := _defined(text)):
            yield Definition(heading, text.strip().splitlines()[0], names)


def _texts(path: Path) -> list[tuple[str, str]]:
    try:
        found = json.loads(path.read_text("utf-8"))["cells"]
        return [(cell["cell_type"], "".join(cell["source"])) for cell in found]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # not a notebook: print nothing


def _defined(source: str) -> frozenset[str]:
    """The names that the cell defines in the kernel; none if it is not Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return frozenset()
    return frozenset(_bound(tree))


def _bound(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child.name
            continue
        if isinstance(child, ast.alias):
            yield (child.asname or child.name).partition(".")[0]
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        elif isinstance(child, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            continue
        yield from _bound(child)
