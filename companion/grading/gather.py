"""Gathers what an exercise needs from a submission: the learner's cells, and the lesson's own as shipped.

A notebook that was cut up, doubled, retyped or made from an older lesson is survived: cells are found by
their ids, an answer also by its name. Check cells and the lesson's own cells are taken as shipped, whatever
became of them. Everything unusual is a remark, a sentence that the student reads.
"""

import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from companion.grading.names import Names, names
from companion.grading.notebook import Cell, Notebook
from companion.grading.tasks import Shipped, Task

SET_UP: Final = "setup"
ADDED: Final = "a cell of yours"


@dataclass(frozen=True, slots=True)
class Piece:
    """A code cell with its place in the lesson: `title` is its id, or "a cell of yours"; `mine` says that the
    learner wrote it, `untouched` that it is still as it was handed out."""

    title: str
    names: Names
    mine: bool
    untouched: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """The cells of a submission in the lesson's order, and what was unusual about them."""

    pieces: tuple[Piece, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """The code that makes one answer: (title, source) of each cell, then the `expression`; `missing` is a
    sentence where there is no answer to run, `untouched` says that every cell of the learner's in it is still
    as it was handed out."""

    cells: tuple[tuple[str, str], ...]
    expression: str
    missing: str = ""
    untouched: bool = False
    remarks: tuple[str, ...] = ()


@dataclass
class _Sorting:
    """The learner's cells by the shipped cell that they belong to or follow."""

    known: dict[str, Cell] = field(default_factory=dict)
    after: dict[str, list[Cell]] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)


def gather(lesson: Shipped, handed: Notebook) -> Gathered:
    """The submission's code cells, put back into the lesson's order."""
    sorting = _sorted(lesson, handed)
    pieces = list(_added(sorting, ""))
    changed, gone = [], []
    for cell in lesson.cells:
        mine = sorting.known.get(cell.id)
        if mine is None:
            gone.append(cell.id)
        elif cell.id not in lesson.own and _code(mine.source) != _code(cell.source):
            changed.append(cell.id)
        if cell.id in lesson.own:
            same = mine is not None and _code(mine.source) == _code(cell.source)
            pieces += [Piece(cell.id, names(mine.source), True, same)] if mine is not None else []
        elif cell.id != SET_UP:
            pieces.append(Piece(cell.id, lesson.names[cell.id], False))
            pieces += [Piece(cell.id, names(mine.source), True)] if mine and cell.id in changed else []
        pieces += _added(sorting, cell.id)
    remarks = [*_about_kernel(handed), *_about_cells(lesson, handed, gone, changed, sorting.doubled)]
    return Gathered(tuple(pieces), tuple(remarks))


def _sorted(lesson: Shipped, handed: Notebook) -> _Sorting:
    ids = {cell.id for cell in lesson.cells}
    by_text = {_code(cell.source): cell.id for cell in lesson.cells}
    found, last = _Sorting(), ""
    for cell in handed.cells:
        if cell.kind != "code" and cell.id not in ids:
            continue
        id = cell.id if cell.id in ids else by_text.get(_code(cell.source), "")
        if id and id not in found.known:
            found.known[id], last = cell, id
            continue
        if id and _code(found.known[id].source) != _code(cell.source):
            found.doubled.append(id)
        found.after.setdefault(last, []).append(cell)
    return found


def _added(sorting: _Sorting, id: str) -> Iterator[Piece]:
    for cell in sorting.after.get(id, ()):
        if cell.source.strip():
            yield Piece(ADDED, names(cell.source), True)


def _about_kernel(handed: Notebook) -> Iterator[str]:
    if handed.language and handed.language.lower() not in ("python", "ipython"):
        yield f"The notebook's kernel is one for {handed.language}; its cells were read as Python."


def _about_cells(
    lesson: Shipped, handed: Notebook, gone: list[str], changed: list[str], doubled: list[str]
) -> Iterator[str]:
    retyped = [cell.id for cell in handed.cells if cell.kind != "code" and cell.id in lesson.names]
    checks = {task.cell for task in lesson.tasks}
    edited = [id for id in changed if id in checks]
    unlike = [id for id in changed if id not in checks]
    mine = [id for id in gone if id in lesson.own]
    if len(gone) > len(lesson.cells) // 2:
        yield (
            "Most cells of today's lesson are not in it (an older version, or one made anew): "
            "answers were looked for by their names."
        )
    elif mine:
        yield f"Missing: {_listed(mine)}. The answer was looked for by its name."
    if edited:
        yield f"Check cells were edited: {_listed(edited)}. The lesson's own were used."
    if unlike and len(gone) <= len(lesson.cells) // 2:
        yield f"Cells of the lesson differ from today's: {_listed(unlike)}. The lesson's own were used."
    if retyped:
        yield f"No code cells any more: {_listed(retyped)}. They were read as code."
    if doubled:
        yield f"There twice: {_listed(doubled)}. The last one that is filled in counts."


def _listed(ids: Iterable[str]) -> str:
    every = list(dict.fromkeys(ids))
    return ", ".join(every[:8]) + (f" and {len(every) - 8} more" if len(every) > 8 else "")


def _code(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def work(gathered: Gathered, task: Task) -> Work:
    """The cells that the answer to `task` needs, and no others."""
    wanted, pieces = names(task.expression).uses, gathered.pieces
    check = next((n for n, piece in enumerate(pieces) if piece.title == task.cell), len(pieces))
    chosen: set[int] = set()
    waiting, met = sorted(wanted), set[str]()
    while waiting:
        name = waiting.pop()
        if name in met:
            continue
        met.add(name)
        for place in _definitions(pieces, name, check):
            if place not in chosen:
                chosen.add(place)
                waiting += sorted(pieces[place].names.uses)
    found = [pieces[place] for place in sorted(chosen)]
    remarks = [f"Left out of {_titled(p)}: {line}" for p in found for line in p.names.dropped[:3]]
    cells = tuple((p.title, p.names.code) for p in found)
    own = [piece for piece in found if piece.mine]
    untouched = bool(own) and all(piece.untouched for piece in own)
    return Work(cells, task.expression, _missing(pieces, found, wanted), untouched, tuple(remarks))


def _missing(pieces: tuple[Piece, ...], found: list[Piece], wanted: frozenset[str]) -> str:
    """Why there is no answer to run; empty where there is one."""
    lost = wanted - {name for piece in found for name in piece.names.defines} - {"TODO", *vars(builtins)}
    if not lost or any(piece.names.star for piece in found):
        return ""
    broken = [piece for piece in pieces if piece.mine and piece.names.wrong and piece.names.defines & lost]
    if broken:
        return f"{_titled(broken[-1])} is no Python that can be read ({broken[-1].names.wrong})"
    return f"{_listed(sorted(lost))} is not defined in any cell"


def _titled(piece: Piece) -> str:
    return piece.title if piece.title == ADDED else f"the cell {piece.title}"


def _definitions(pieces: tuple[Piece, ...], name: str, check: int) -> list[int]:
    """Where a name is made: before the check, and only if nowhere there, in a cell added later.

    A stub does not count where an added cell has the answer; what a learner wrote over a cell of the lesson
    counts only where the lesson's own has not that name.
    """
    places = [n for n, piece in enumerate(pieces) if name in piece.names.defines and not piece.names.wrong]
    if not places and not hasattr(builtins, name):
        return [n for n, piece in enumerate(pieces) if piece.names.star and n < check]
    before = [n for n in places if n < check] or [n for n in places if pieces[n].title == ADDED]
    own = {pieces[n].title for n in before if not pieces[n].mine}
    kept = [n for n in before if not pieces[n].mine or pieces[n].title not in own]
    if any(pieces[n].title == ADDED and name not in pieces[n].names.stub for n in kept):
        return [n for n in kept if not pieces[n].mine or name not in pieces[n].names.stub]
    return kept
