"""Crash a piece of code at every point it passes, start it again, and check what still holds.

`run(disk)` is one process: it does a piece of work from the beginning, or goes on with it. It is run once
undisturbed. Then, for each point, it is crashed there and run again, as a restarted process would be, until
it ends, and each invariant is called. Promised: there is a crash at every point of the undisturbed run, and
the answer is the same on every machine. Left out: a crash of the machine that loses synced data, and code
that catches the crash in an endless loop, which only the learner can stop.

The answer, `CrashPoints`, is a grid of points and invariants, with a sentence for every broken cell. It
prints as a table and draws as a grid; it is false when anything broke; any row can be played again, with the
same code or with better code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from companion.events.errors import BadDefinition, UnknownName, short
from companion.lab.disk import TOO_MUCH, Crash, Disk
from companion.lab.drawn import Drawn
from companion.lab.play import Invariant, count, said
from companion.lab.store_disk import StoreDisk

Code = Callable[[Any], object]

NO_CRASH = "no crash"
AT_THE_END = "at the end"  # the work was done, but the process ended before it could say so
ENDS = "the run ends"
ATTEMPTS = 3
MOST_RUNS = 5_000
_AT_FIRST, _SPARE, _TIMES = 200_000, 1_000, 20


@dataclass(frozen=True, slots=True)
class Row:
    """One point: which invariants broke, each with its sentence."""

    point: str
    broken: Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class CrashPoints(Drawn):
    """The grid. `rows` are "no crash" and then the points in the order in which the code passes them;
    `columns` are the invariants, and "the run ends" where a run was given up.

    `runs` is how often the code was played; `crashes` how many crashes each run had at most; `left_out` are
    the points whose second crashes were not all tried. `strayed` says where two equal runs passed different
    points; then the grid proves nothing and is not `ok`; "" if they never did. `no_points` says that the code
    passed no point, so that it could crash at its end only.
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
        """Whether every invariant held at every point, and equal runs passed the same points."""
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

        Raises `UnknownName`.
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
            return f"A crash at {bad} of {count(len(self.points), 'point')} breaks it"
        return f"{count(len(self.points), 'crash point')}: nothing breaks it"

    @property
    def subtitle(self) -> str:
        """How it was measured."""
        second = ", each with a second crash during recovery" if self.crashes == 2 else ""
        return f"Crashed there{second}, started again, and asked at the end: {count(self.runs, 'run')}"

    def __str__(self) -> str:
        return "\n".join([*self._table(), *self._sentences(), *self._footnotes()])

    __repr__ = __str__

    def _table(self) -> Iterator[str]:
        words = [
            [row.point, *("broken" if name in row.broken else "kept" for name in self.columns)]
            for row in self.rows
        ]
        table = [["crash", *self.columns], *words]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        for line in table:
            yield "  ".join(map(str.ljust, line, widths)).rstrip()

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
        yield f"{self.title} ({count(self.runs, 'run')})"


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


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{more}"


# --- running into every crash -------------------------------------------------------------------------


def crash_points(
    run: Code,
    invariants: Mapping[str, Invariant],
    *,
    disk: Callable[[], Disk] = StoreDisk,
    crashes: int = 1,
) -> CrashPoints:
    """Run `run(disk)` once for each crash point; the grid of point by invariant.

    A point is whatever passes `disk.clock.point(name)`, and an append or checkpoint of `disk.store`, before
    and after it; the last one is "at the end". `invariants` map a name to a function of the disk that returns
    None or a sentence. `disk()` makes a fresh disk, with what was there before the work began. With
    `crashes=2` every run is also crashed a second time, at each point of its recovery; after
    MOST_RUNS runs in all the rest is left out, and the grid says so. A restarted run that raises is started
    again, three times in all, and then breaks "the run ends".

    Raises what `run` raises undisturbed, `BadDefinition` for a run that never ends, and ValueError for a
    number of crashes other than 1 and 2 and for an invariant of that name.
    """
    if crashes not in (1, 2):
        raise ValueError(f"crashes={crashes}: one crash, or a second during recovery (crashes=2)")
    if ENDS in invariants:
        raise ValueError(
            f"{ENDS!r} is asked anyway, in a column of its own: give your invariant another name"
        )
    return _Experiment(run, dict(invariants), disk, crashes).grid()


@dataclass
class _Experiment:
    """All runs of one grid."""

    run: Code
    invariants: dict[str, Invariant]
    disk: Callable[[], Disk]
    crashes: int
    runs: int = 0
    usual: int = 0
    names: tuple[str, ...] = ()
    strayed: str = ""
    left_out: list[str] = field(default_factory=list)

    def grid(self, only: int | str | None = None) -> CrashPoints:
        """Every row, or the one of a point, by name or number from 1. Raises `UnknownName`."""
        calm, _ = self._row(())
        again, _ = self._row(())  # a run that is not the same twice cannot be crashed at every point
        points = self._points()
        if only is not None and only not in points and only not in range(1, len(points) + 1):
            raise UnknownName("crash point", only, points)
        wanted = [each for each in enumerate(points, 1) if only is None or only in each]
        rows = [Row(NO_CRASH, calm | again), *(self._crashed_row(*each) for each in wanted)]
        return CrashPoints(
            tuple(rows), (*self.invariants, *self._columns(rows)), self.runs, self.crashes, self.strayed,
            tuple(self.left_out), self.replayed, not self.names,
        )  # fmt: skip

    def replayed(self, point: int | str, run: Code | None) -> CrashPoints:
        """See `CrashPoints.replay`."""
        again = _Experiment(run or self.run, self.invariants, self.disk, self.crashes)
        return again.grid(point)

    def _columns(self, rows: Sequence[Row]) -> tuple[str, ...]:
        return (ENDS,) if any(ENDS in row.broken for row in rows) else ()

    def _crashed_row(self, number: int, point: str) -> Row:
        """One crash at the point, and with `crashes=2` every second one after it."""
        broken, recovery = self._row((number,))
        if self.crashes == 2:
            after = named_apart((*recovery, AT_THE_END))
            for second, then in enumerate(after, 1):
                if self.runs >= MOST_RUNS:
                    self.left_out.append(point)
                    break
                for name, sentence in self._row((number, second), recovery)[0].items():
                    broken.setdefault(name, f"{sentence} (and a second crash {then})")
        return Row(point, broken)

    def _row(
        self, crash_at: tuple[int, ...], recovery: tuple[str, ...] = ()
    ) -> tuple[dict[str, str], tuple[str, ...]]:
        """Crash at these points in turn, then run to the end; what is broken, and the points of the last run.

        `recovery` are the points that were passed after the first crash when there was no second.
        """
        self.runs += 1
        disk = self.disk()
        try:
            for at, (number, names) in enumerate(zip(crash_at, (self.names, recovery), strict=False)):
                disk = self._crashed(disk, number, names, crash_at[:at]).rebuilt()
            problem, passed = self._to_the_end(disk, crash_at), disk.passed_names
            disk.watch(0)  # the invariants may call the store as often as they need
            found = {name: holds(disk) for name, holds in self.invariants.items()} | {ENDS: problem}
            return {name: text for name, text in found.items() if text is not None}, passed
        finally:
            disk.let_go()

    def _crashed(self, disk: Disk, number: int, names: tuple[str, ...], before: tuple[int, ...]) -> Disk:
        """Let the process run into the crash; if it ends before, it crashes at the end."""
        disk.watch(number, self._most())
        try:
            self.run(disk)
        except Crash:
            if not disk.crashed:
                raise
        except Exception:
            pass  # it failed before the crash, or because it could not write after it
        disk.crash(AT_THE_END)
        self._refuse_endless(disk, before)
        self._compare(disk.passed_names, names, number)
        return disk

    def _to_the_end(self, disk: Disk, crash_at: tuple[int, ...]) -> str | None:
        """Run, and start again after a failure; the sentence of a run that was given up."""
        for attempt in range(1, ATTEMPTS + 1):
            disk.watch(0, self._most())
            try:
                self.run(disk)
            except Crash:
                if not disk.crashed:
                    raise
            except Exception as error:
                if not crash_at:
                    raise
                if attempt == ATTEMPTS:
                    return f"started {ATTEMPTS} times, it raised {type(error).__name__}{said(error)}"
                continue
            break
        self._refuse_endless(disk, crash_at)
        if not crash_at:
            self._remember(disk)
        return None

    def _remember(self, disk: Disk) -> None:
        """Keep the points of the undisturbed run, with which all others are compared."""
        if self.runs == 1:
            self.names, self.usual = disk.passed_names, disk.steps_taken
        self._compare(disk.passed_names, self.names, len(self.names) + 1)

    def _compare(self, passed: tuple[str, ...], names: tuple[str, ...], upto: int) -> None:
        """Note the first point at which a run differs from an equal run before it."""
        for at in range(min(upto, len(names) + 1)):
            was, now = (each[at] if at < len(each) else AT_THE_END for each in (names, passed))
            if was != now and not self.strayed:
                self.strayed = f"{was!r} was point {at + 1} of one run, and {now!r} of an equal one"

    def _refuse_endless(self, disk: Disk, crash_at: tuple[int, ...]) -> None:
        if disk.crashed and disk.crash("").point == TOO_MUCH:
            when = f"run again after a crash {self._points()[crash_at[0] - 1]}" if crash_at else "undisturbed"
            than = f" (undisturbed it needs {self.usual:,})" if self.usual else ""
            where = f"it was last {' and '.join(disk.passed_names[-2:])}: " if disk.passed else ""
            raise BadDefinition(
                getattr(self.run, "__name__", short(self.run)),
                f"{when}, it had not ended after {disk.steps_taken - 1:,} points, writes and calls of its "
                f"store{than}; {where}look what it waits for",
            )

    def _points(self) -> tuple[str, ...]:
        return named_apart((*self.names, AT_THE_END))

    def _most(self) -> int:
        return self.usual * _TIMES + _SPARE if self.runs > 1 else _AT_FIRST
