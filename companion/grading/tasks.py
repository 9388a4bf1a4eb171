"""What a shipped lesson asks: its cells, and for each `check` the expression that is the answer."""

import ast
import functools
import json
from dataclasses import dataclass
from pathlib import Path

from companion.exercises.words import Exercise
from companion.grading.names import Names, literal_calls, names
from companion.grading.notebook import Cell, parse


@dataclass(frozen=True, slots=True)
class Task:
    """An exercise as a lesson checks it: `expression` is the answer's code, `cell` the check's id."""

    id: str
    expression: str
    cell: str


@dataclass(frozen=True, slots=True)
class Shipped:
    """A lesson as it is handed out. `own` are the ids of the cells that are the learner's to write."""

    number: str
    cells: tuple[Cell, ...]
    own: frozenset[str]
    tasks: tuple[Task, ...]
    names: dict[str, Names]


@functools.cache
def shipped(path: Path) -> Shipped:
    """The lesson in the learner's notebook `path`."""
    cells = tuple(cell for cell in parse(path.read_bytes()).cells if cell.kind == "code")
    tasks = tuple(
        Task(id, ast.unparse(answer), cell.id)
        for cell in cells
        for _, id, answer in literal_calls(cell.source, ("check",))
    )
    return Shipped(path.name[:2], cells, _own(path), tasks, {c.id: names(c.source) for c in cells})


def _own(path: Path) -> frozenset[str]:
    """The cells that the notebook's own metadata calls the learner's."""
    stored = json.loads(path.read_text("utf-8"))["cells"]
    return frozenset(
        cell["id"] for cell in stored if cell["metadata"].get("nbgrader", {}).get("solution") is True
    )


def possible(task: Exercise) -> int:
    """What an exercise adds to the points that its lesson states: a bonus adds nothing."""
    return 0 if task.bonus else task.points
