"""What crash points showed: the grid of point by invariant, with the sentence behind every broken cell.

It prints as a table and draws as a grid, both deterministic; it is false when anything broke; any row can be
played again, with the same code or with the code that should be better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from companion.events.errors import CompanionError

if TYPE_CHECKING:
    from companion.diagrams import Picture

NO_CRASH = "no crash"


class UnknownPoint(CompanionError):
    """`point` is no crash point of this run; `known` are those there are."""

    def __init__(self, point: object, known: tuple[str, ...]) -> None:
        super().__init__(point, known)
        self.point, self.known = point, known

    def sentence(self) -> str:
        return (
            f"No crash point is called {self.point!r}: the points are {', '.join(self.known)}, or give a "
            f"number from 1 to {len(self.known)}."
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One point: which invariants broke, each with its sentence."""

    point: str
    broken: Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class CrashPoints:
    """The grid. `rows` begin with "no crash" and follow the points in the order the code passes them;
    `columns` are the invariants, and "the run ends" where a run was given up.

    `runs` is how often the code was played; `crashes` how many crashes each run had at most; `left_out` are
    the points whose second crashes were not all tried; `strayed` says where the code went another way in two
    equal runs, "" if it never did: then the grid is no proof, and it is not `ok`. `no_points` says that the
    code passed no point at all, so that it could be struck at its end only.
    """

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    runs: int
    crashes: int = 1
    strayed: str = ""
    left_out: tuple[str, ...] = ()
    again: Callable[[int | str, Any], CrashPoints] | None = field(default=None, compare=False)
    no_points: bool = False

    @property
    def ok(self) -> bool:
        """Whether every invariant held at every point, and the code could be struck at every point."""
        return not self.strayed and not any(row.broken for row in self.rows)

    def __bool__(self) -> bool:
        return self.ok

    @property
    def points(self) -> tuple[str, ...]:
        """The crash points in this grid, in order, without "no crash"."""
        return tuple(row.point for row in self.rows if row.point != NO_CRASH)

    @property
    def evidence(self) -> dict[tuple[str, str], str]:
        """(point, invariant) → the sentence, for every broken cell."""
        return {(row.point, name): text for row in self.rows for name, text in row.broken.items()}

    def replay(self, point: int | str, run: Callable[[Any], object] | None = None) -> CrashPoints:
        """Play one row again, by its name or its number from 1, with the same code or with another `run`.

        Raises `UnknownPoint`.
        """
        if self.again is None:
            raise ValueError("this grid was made without its code; use crash_points(run, …)")
        return self.again(point, run)

    @property
    def title(self) -> str:
        """The claim: how many points break it."""
        bad = sum(bool(row.broken) for row in self.rows if row.point != NO_CRASH)
        if self.rows and self.rows[0].broken:
            return "It breaks without any crash"
        if self.strayed:
            return "Two equal runs went different ways: this proves nothing"
        if bad:
            return f"A crash at {bad} of {_count(len(self.points), 'point')} breaks it"
        return f"{_count(len(self.points), 'crash point')}: nothing breaks it"

    @property
    def subtitle(self) -> str:
        """How it was found out."""
        second = ", each with a second crash during recovery" if self.crashes == 2 else ""
        return f"Crashed there{second}, started again, and asked at the end: {_count(self.runs, 'run')}"

    def picture(self) -> Picture:
        """The points as rows, the invariants as columns."""
        from companion.diagrams import grid

        return grid(
            [row.point for row in self.rows],
            self.columns,
            [[name not in row.broken for name in self.columns] for row in self.rows],
            title=self.title,
            subtitle=self.subtitle,
            corner="crash",
        )

    def _repr_html_(self) -> str:
        return self.picture()._repr_html_()

    def __str__(self) -> str:
        from companion.diagrams.table import aligned

        lines = [(row.point, *self._words(row)) for row in self.rows]
        table = aligned(("crash", *self.columns), lines)
        return "\n".join([table, *self._sentences(), *self._footnotes()])

    __repr__ = __str__

    def _words(self, row: Row) -> Iterator[str]:
        return ("broken" if name in row.broken else "kept" for name in self.columns)

    def _sentences(self) -> Iterator[str]:
        where: dict[tuple[str, str], list[str]] = {}
        for (point, name), text in self.evidence.items():
            where.setdefault((name, text), []).append(point)
        for (name, text), points in where.items():
            yield f"{name}: {text}"
            yield from (f"    {'' if point == NO_CRASH else 'crash '}{point}" for point in points)

    def _footnotes(self) -> Iterator[str]:
        if self.no_points:
            yield "it passed no point: use disk.store, or disk.clock.point(name) where a crash may strike"
        if self.strayed:
            yield f"{self.strayed}: the code remembers or asks something outside its disk"
        if self.left_out:
            after = _listed(self.left_out)
            yield f"stopped at {self.runs:,} runs: second crashes after {after} were not all tried"
        yield f"{self.title} ({_count(self.runs, 'run')})"


def named_apart(names: Sequence[str]) -> tuple[str, ...]:
    """The names, each with its count where it occurs more than once: "before append X (2nd)"."""
    often, seen = Counter(names), Counter[str]()
    apart: list[str] = []
    for name in names:
        seen[name] += 1
        apart.append(f"{name} ({_ordinal(seen[name])})" if often[name] > 1 else name)
    return tuple(apart)


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{more}"
