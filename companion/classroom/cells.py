"""The cells of a lesson's source: what one is, and the two texts it has.

`learner()` puts the STUB lines in the place of the solution, `solved()` keeps the lines between BEGIN and END
SOLUTION. `source` reads the files and refuses an author's mistakes.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from companion.events.errors import ErrorWithEvidence

SLIDE_ROLES = ("slide", "subslide", "skip", "notes")
TAGS = (*SLIDE_ROLES, "further")
GRADED_CALLS = ("check", "predict")

MARKER = re.compile(r"^(?P<indent>\s*)### (?P<word>BEGIN SOLUTION|END SOLUTION|STUB)(?: (?P<text>.*))?$")
_CALL = re.compile(r"(?<![\w.])(\w+)\(\s*[\"']([^\"']+)[\"']")
_HEADING = re.compile(r"^(#{1,6}) ")


class AuthorError(ErrorWithEvidence):
    """A lesson cannot be built as it is written. `path` and `line` (from 1; 0 = all of it) say where."""

    path: Path
    line: int
    problem: str

    def sentence(self) -> str:
        where = f"{self.path.name}:{self.line}" if self.line else self.path.name
        return f"{where}: {self.problem}"


class CellFailed(ErrorWithEvidence):
    """A cell raised, did not end, or fits no slide. `cell` is its name, `problem` what happened."""

    cell: str
    problem: str
    says = 'cell "{cell}": {problem}'


@dataclass(frozen=True)
class Cell:
    """One cell as the author wrote it. `line` is the line of its `# %%`; `kind` is markdown or code."""

    name: str
    kind: str
    line: int
    tags: tuple[str, ...]
    text: str

    @property
    def slide_role(self) -> str:
        """The cell's slide tag, or "" when it continues the slide before it."""
        return next((tag for tag in self.tags if tag in SLIDE_ROLES), "")

    @property
    def has_solution(self) -> bool:
        """Whether the learner writes in this cell."""
        return "### BEGIN SOLUTION" in self.text

    @property
    def heading_level(self) -> int:
        """1 to 6 for a markdown cell that opens with a heading, else 0."""
        found = _HEADING.match(self.text) if self.kind == "markdown" else None
        return len(found[1]) if found else 0

    def learner(self) -> str:
        """The text with the STUB lines where the solutions were."""
        kept, inside = [], False
        for line in self.text.splitlines():
            mark = MARKER.match(line)
            if mark is None and not inside:
                kept.append(line)
            elif mark and mark["word"] == "STUB":
                kept.append((mark["indent"] + (mark["text"] or "")).rstrip())
            elif mark:
                inside = mark["word"] == "BEGIN SOLUTION"
        return "\n".join(kept)

    def solved(self) -> str:
        """The text with the solutions, without the markers and the STUB lines."""
        return "\n".join(line for line in self.text.splitlines() if not MARKER.match(line))

    def calls(self) -> tuple[tuple[str, str], ...]:
        """(function, id) of each call that begins with a literal string, such as ("check", "00-till")."""
        code = "\n".join(line for line in self.solved().splitlines() if not line.lstrip().startswith("#"))
        return tuple(_CALL.findall(code)) if self.kind == "code" else ()


@dataclass(frozen=True)
class Lesson:
    """A lesson's source: where it is and its cells in order."""

    path: Path
    cells: tuple[Cell, ...]

    @property
    def stem(self) -> str:
        """File name without extension, such as `00_start_here`."""
        return self.path.stem


def parses(code: str) -> ast.Module | None:
    """The syntax tree of a cell's code (top-level await allowed), or None for what only IPython reads."""
    try:
        tree = compile(code, "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError:
        return None
    assert isinstance(tree, ast.Module)
    return tree
