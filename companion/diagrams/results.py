"""How each kind of result of the lab is drawn: what its `picture()` returns, and a notebook shows.

Whoever adds a kind of result registers its drawing here, and lets the class derive from
`companion.lab.drawn.Drawn`.
"""

from __future__ import annotations

from functools import singledispatch

from companion.diagrams.counterexample import counterexample
from companion.diagrams.grid import grid
from companion.diagrams.picture import Picture
from companion.lab import Counterexample, CrashPoints, CrashTable


@singledispatch
def picture_of(result: object) -> Picture:
    """Return the picture of a result of the lab. Raise `TypeError` for a kind that has none."""
    raise TypeError(f"there is no picture of a {type(result).__name__}: register one in {__name__}")


@picture_of.register
def _(found: Counterexample) -> Picture:
    """The deliveries as swim lanes."""
    return counterexample(found.schedule, title=found.title, problem=found.problem)


@picture_of.register
def _(found: CrashPoints) -> Picture:
    """The points as rows, the invariants as columns."""
    return grid(
        [row.point for row in found.rows],
        found.columns,
        [[name not in row.broken for name in found.columns] for row in found.rows],
        title=found.title,
        subtitle=found.subtitle,
        corner="crash",
    )


@picture_of.register
def _(table: CrashTable) -> Picture:
    """How many points break each way, out of how many."""
    shown = {at: (cell.look, cell.words) for at, cell in table.cells.items()}
    return grid(
        table.rows, table.columns, shown, title=table.title, subtitle=table.subtitle, corner=table.corner
    )
