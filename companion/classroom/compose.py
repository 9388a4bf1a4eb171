"""Make the two notebooks of a lesson from its source, not yet run: the learner's and the solved one.

Each cell keeps its name as its id. Slide tags become RISE's metadata, `further` cells are collapsed, and
graded cells carry nbgrader's metadata (version 3), for schools that collect with nbgrader: a solution cell
is the learner's to change, a check cell is locked and worth its exercise's points, the two cells of a
prediction are worth half of its points each. Together they are what the lesson's title states: a bonus is
checked and counts nothing there. Instructor notes are
left out of the learner's notebook; the solved one and the slides have them.
"""

from __future__ import annotations

import copy
import importlib
from collections.abc import Callable
from typing import Any

from companion.classroom.cells import AuthorError, Cell, Lesson
from companion.classroom.execute import METADATA

_SHARE = {"check": 1.0, "predict": 0.5, "explain": 0.5}
"""The part of an item's points that the cell with this call is worth."""

Points = Callable[[str], float]


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
    tags = [tag for tag in cell.tags if tag in ("further", "raises-exception")]
    if tags:
        metadata["tags"] = tags
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
