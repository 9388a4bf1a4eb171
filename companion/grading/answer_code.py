"""Finds the code of each answer in a submission: the learner's cells, and the lesson's own as shipped.

The submission may be cut up, doubled, retyped or made from an older lesson. A cell is found by its id, an
answer also by its name. Check cells and the lesson's own cells are used as shipped, whatever the submission
has in their place. Everything unusual is a remark, a sentence that the student reads.
"""

import ast
import builtins
import functools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from companion.grading.names import Names, literal_calls, names
from companion.grading.notebook import Cell, Notebook, parse

SET_UP: Final = "setup"
ADDED: Final = "a cell of yours"

# --- what a shipped lesson asks -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task:
    """One `check` of a lesson: the exercise's id, the code of the answer, and the id of the check's cell."""

    exercise: str
    expression: str
    cell: str


@dataclass(frozen=True, slots=True)
class Shipped:
    """A lesson as it is handed out. `learners` are the ids of the cells that the learner is to write."""

    cells: tuple[Cell, ...]
    learners: frozenset[str]
    tasks: tuple[Task, ...]
    names: dict[str, Names]


@functools.cache
def shipped(path: Path) -> Shipped:
    """The lesson in the learner's notebook `path`."""
    content = path.read_bytes()
    cells = tuple(cell for cell in parse(content).cells if cell.kind == "code")
    tasks = tuple(
        Task(id, ast.unparse(answer), cell.id)
        for cell in cells
        for _, id, answer in literal_calls(cell.source, ("check",))
    )
    learners = frozenset(
        cell["id"] for cell in json.loads(content)["cells"]
        if cell["metadata"].get("nbgrader", {}).get("solution") is True
    )  # fmt: skip
    return Shipped(cells, learners, tasks, {cell.id: names(cell.source) for cell in cells})


# --- a submission, put back into the lesson's order ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeCell:
    """A code cell: `title` is its id, or "a cell of yours"; `learners` says that the learner wrote it,
    `untouched` that the learner left it as it was handed out."""

    title: str
    names: Names
    learners: bool
    untouched: bool = False

    @property
    def said(self) -> str:
        """How a sentence calls this cell."""
        return self.title if self.title == ADDED else f"the cell {self.title}"


@dataclass(frozen=True, slots=True)
class Ordered:
    """The code cells of a submission in the lesson's order, and what was unusual about them."""

    cells: tuple[CodeCell, ...]
    remarks: tuple[str, ...]


@dataclass
class _Sorted:
    """The submission's cells by the id of the shipped cell: `found` is that cell, `after` are the cells added
    after it; `twice` are the ids that another cell has too, with another text."""

    found: dict[str, Cell] = field(default_factory=dict)
    after: dict[str, list[Cell]] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)

    def added(self, id: str) -> Iterator[CodeCell]:
        """The cells that the learner added after the shipped cell `id`; "" stands for the beginning."""
        for cell in self.after.get(id, ()):
            if cell.source.strip():
                yield CodeCell(ADDED, names(cell.source), True)


def ordered(lesson: Shipped, submitted: Notebook) -> Ordered:
    """The submission's code cells in the lesson's order."""
    submission = _sorted(lesson, submitted)
    cells = list(submission.added(""))
    changed, missing = [], []
    for shipped_cell in lesson.cells:
        id, theirs = shipped_cell.id, submission.found.get(shipped_cell.id)
        same = theirs is not None and _text(theirs.source) == _text(shipped_cell.source)
        if theirs is None:
            missing.append(id)
        if id in lesson.learners:
            cells += [CodeCell(id, names(theirs.source), True, same)] if theirs is not None else []
        else:
            if theirs is not None and not same:
                changed.append(id)
            if id != SET_UP:
                cells.append(CodeCell(id, lesson.names[id], False))
                cells += [CodeCell(id, names(theirs.source), True)] if theirs is not None and not same else []
        cells += submission.added(id)
    remarks = [
        *_about_kernel(submitted),
        *_about_cells(lesson, submitted, missing, changed, submission.twice),
    ]
    return Ordered(tuple(cells), tuple(remarks))


def _sorted(lesson: Shipped, submitted: Notebook) -> _Sorted:
    ids = {cell.id for cell in lesson.cells}
    by_text = {_text(cell.source): cell.id for cell in lesson.cells}
    result, last = _Sorted(), ""
    for cell in submitted.cells:
        if cell.kind != "code" and cell.id not in ids:
            continue
        id = cell.id if cell.id in ids else by_text.get(_text(cell.source), "")
        if id and id not in result.found:
            result.found[id], last = cell, id
            continue
        if id and _text(result.found[id].source) != _text(cell.source):
            result.twice.append(id)
        result.after.setdefault(last, []).append(cell)
    return result


def _about_kernel(submitted: Notebook) -> Iterator[str]:
    if submitted.language and submitted.language.lower() not in ("python", "ipython"):
        yield f"The notebook's kernel is one for {submitted.language}; its cells were read as Python."


def _about_cells(
    lesson: Shipped, submitted: Notebook, missing: list[str], changed: list[str], twice: list[str]
) -> Iterator[str]:
    checks = {task.cell for task in lesson.tasks}
    edited = [id for id in changed if id in checks]
    different = [id for id in changed if id not in checks]
    missing_answers = [id for id in missing if id in lesson.learners]
    retyped = [cell.id for cell in submitted.cells if cell.kind != "code" and cell.id in lesson.names]
    another_version = len(missing) > len(lesson.cells) // 2
    if another_version:
        yield (
            "Most cells of today's lesson are missing (it is an older version, or was made anew): "
            "answers were looked for by their names."
        )
    elif missing_answers:
        yield f"Missing: {_listed(missing_answers)}. The answer was looked for by its name."
    if edited:
        yield f"Check cells were edited: {_listed(edited)}. The lesson's own were used."
    if different and not another_version:
        yield f"Cells of the lesson differ from today's: {_listed(different)}. The lesson's own were used."
    if retyped:
        yield f"No longer code cells: {_listed(retyped)}. They were read as code."
    if twice:
        yield f"There twice: {_listed(twice)}. The last one that is filled in counts."


def _listed(ids: Iterable[str]) -> str:
    every = list(dict.fromkeys(ids))
    return ", ".join(every[:8]) + (f" and {len(every) - 8} more" if len(every) > 8 else "")


def _text(source: str) -> str:
    """A source without what does not matter when two are compared."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


# --- the code of one answer ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerCode:
    """The code that makes one answer: (title, source) of each cell, then the `expression`. `missing` is a
    sentence where there is no answer to run; `untouched` says that the learner changed none of the cells."""

    cells: tuple[tuple[str, str], ...]
    expression: str
    missing: str = ""
    untouched: bool = False
    remarks: tuple[str, ...] = ()


def answer_code(cells: tuple[CodeCell, ...], task: Task) -> AnswerCode:
    """The cells that the answer to `task` needs, and no others."""
    wanted = names(task.expression).uses
    check = next((n for n, cell in enumerate(cells) if cell.title == task.cell), len(cells))
    chosen: set[int] = set()
    waiting, met = sorted(wanted), set[str]()
    while waiting:
        name = waiting.pop()
        if name in met:
            continue
        met.add(name)
        for index in _definitions(cells, name, check):
            if index not in chosen:
                chosen.add(index)
                waiting += sorted(cells[index].names.uses)
    needed = [cells[index] for index in sorted(chosen)]
    remarks = [f"Left out of {cell.said}: {line}" for cell in needed for line in cell.names.magic[:3]]
    learners = [cell for cell in needed if cell.learners]
    return AnswerCode(
        tuple((cell.title, cell.names.code) for cell in needed),
        task.expression,
        missing=_missing(cells, needed, wanted),
        untouched=bool(learners) and all(cell.untouched for cell in learners),
        remarks=tuple(remarks),
    )


def _missing(cells: tuple[CodeCell, ...], needed: list[CodeCell], wanted: frozenset[str]) -> str:
    """Why there is no answer to run; empty where there is one."""
    lost = wanted - {name for cell in needed for name in cell.names.defines} - {"TODO", *vars(builtins)}
    if not lost or any(cell.names.star_import for cell in needed):
        return ""
    wrong = [c for c in cells if c.learners and c.names.syntax_error and c.names.defines & lost]
    if wrong:
        return f"{wrong[-1].said} cannot be read as Python ({wrong[-1].names.syntax_error})"
    return f"{_listed(sorted(lost))} is not defined in any cell"


def _definitions(cells: tuple[CodeCell, ...], name: str, check: int) -> list[int]:
    """The indexes of the cells that make a name: those before the check; if there are none, added cells after
    it.

    A stub does not count where an added cell has the answer. What a learner wrote over a cell of the lesson
    counts only where the lesson's own cell does not make that name.
    """
    makers = [n for n, cell in enumerate(cells) if name in cell.names.defines and not cell.names.syntax_error]
    if not makers and not hasattr(builtins, name):
        return [n for n, cell in enumerate(cells) if cell.names.star_import and n < check]
    before = [n for n in makers if n < check] or [n for n in makers if cells[n].title == ADDED]
    lessons = {cells[n].title for n in before if not cells[n].learners}
    counts = [n for n in before if not cells[n].learners or cells[n].title not in lessons]
    if any(cells[n].title == ADDED and name not in cells[n].names.stub for n in counts):
        return [n for n in counts if not cells[n].learners or name not in cells[n].names.stub]
    return counts
