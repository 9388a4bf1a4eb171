"""Several ways to write the code, side by side: at how many of its points a crash breaks each of them.

One row is one way to write the code, and one cell a count from the grids of `crash_points`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from companion.lab.crash_points import NO_CRASH, CrashPoints
from companion.lab.drawn import Drawn

Grids = Mapping[str, "CrashPoints | Mapping[str, CrashPoints]"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One way in one column: the points that break it, in order, and the grid they are from."""

    points: CrashPoints
    broken: tuple[str, ...]

    @property
    def look(self) -> str:
        """Kept, broken, or "unproved" where two equal runs went different ways."""
        return "broken" if self.broken else "unproved" if self.points.strayed else "kept"

    @property
    def words(self) -> str:
        """The count, such as "3 of 7"."""
        if NO_CRASH in self.broken:
            return "without a crash"
        return "unproved" if self.look == "unproved" else f"{len(self.broken)} of {len(self.points.points)}"


@dataclass(frozen=True, slots=True, repr=False)
class CrashTable(Drawn):
    """Ways by columns. The grids themselves say at which point what breaks."""

    cells: Mapping[tuple[str, str], Cell]
    title: str
    subtitle: str
    corner: str

    @property
    def rows(self) -> tuple[str, ...]:
        """The ways, in the order given."""
        return tuple(dict.fromkeys(row for row, _ in self.cells))

    @property
    def columns(self) -> tuple[str, ...]:
        """The invariants or the worlds, in order of appearance."""
        return tuple(dict.fromkeys(column for _, column in self.cells))

    def __repr__(self) -> str:
        return repr(self.picture())


def crash_table(runs: Grids, *, title: str, subtitle: str = "", corner: str = "code") -> CrashTable:
    """Put grids of `crash_points` side by side: each name in `runs` is a row.

    `{"save, publish": crash_points(…), …}` has a column for each invariant. A mapping instead of a grid,
    `{"all well": crash_points(…), "carrier refuses": crash_points(…)}`, has a column for each of its names,
    and counts the points at which any invariant breaks. `corner` says what the rows are.
    """
    cells = {
        (row, column): cell for row, found in runs.items() for column, cell in _cells(found, _asked(runs))
    }
    played = sum(_played(found) for found in runs.values())
    says = subtitle or f"At how many of its points a crash breaks it, out of how many ({played:,} runs)"
    return CrashTable(cells, title, says, corner)


def _asked(runs: Grids) -> list[str]:
    """Every invariant of every grid, and "the run ends" if a run was given up."""
    grids = [found for found in runs.values() if isinstance(found, CrashPoints)]
    return list(dict.fromkeys(name for grid in grids for name in grid.columns))


def _cells(found: CrashPoints | Mapping[str, CrashPoints], asked: list[str]) -> list[tuple[str, Cell]]:
    if isinstance(found, CrashPoints):
        return [(name, _cell(found, name)) for name in asked]
    return [(name, _cell(points, "")) for name, points in found.items()]


def _cell(points: CrashPoints, name: str) -> Cell:
    """The points at which `name` is broken; without a name, those at which any invariant is."""
    broken = [row.point for row in points.rows if (name in row.broken if name else row.broken)]
    return Cell(points, tuple(broken))


def _played(found: CrashPoints | Mapping[str, CrashPoints]) -> int:
    return found.runs if isinstance(found, CrashPoints) else sum(each.runs for each in found.values())
