"""One real day of flights, and a count by the hour that is published before all planes have left.

The 842 flights that were to leave New York's three airports (Newark is one) on 1 January 2013
(`data/README.md` says where they are from). A flight counts in the hour for which it was planned; the log
hears of it when it leaves, and of a cancelled one never. `hourly(lateness, late)` publishes that count as a
reader of it might want. Times are New York's, 5 hours behind UTC; lateness is in minutes. Lesson 14.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from itertools import zip_longest
from typing import Any, NamedTuple

import msgspec

from .data import load

__all__ = [
    "LATE", "LATENESS", "UNTIL_ALL", "ZONE", "Flight", "Hourly", "Line", "complete", "departures", "flights",
    "hour_of", "hourly",
]  # fmt: skip

ZONE = timezone(timedelta(hours=-5), "New York")
UNTIL_ALL = "until all"
LATENESS = (0, 60, 840, UNTIL_ALL)
LATE = ("drop", "correct")


class Flight(msgspec.Struct, frozen=True):
    """A flight, such as MQ 3944: where it went, when it was planned to leave and when it left, None for one
    that was cancelled. `clock` is how the file writes the latter: 848 is 08:48, of whatever day.
    """

    name: str
    to: str
    planned: datetime
    left: datetime | None
    clock: int | None


class Line(NamedTuple):
    """Published `at` a moment: so many `planes` of the hour's plan have left, as far as is known."""

    at: datetime
    hour: datetime
    planes: int


class Hourly(msgspec.Struct, frozen=True):
    """Everything that one reader was told, in the order of its publication."""

    lines: tuple[Line, ...]

    @property
    def first(self) -> dict[datetime, Line]:
        """The first line of each hour that has one."""
        return {line.hour: line for line in reversed(self.lines)}

    @property
    def last(self) -> dict[datetime, Line]:
        """The newest line of each hour that has one."""
        return {line.hour: line for line in self.lines}

    def __repr__(self) -> str:
        first, last = self.first.values(), self.last.values()
        out = max(line.at for line in first)
        return (
            f"{len(self.lines)} lines; first numbers: {len(first)} hours, {_sum(first)} planes, "
            f"out by {out.day} January {out:%H:%M}; last: {_sum(last)} planes"
        )


def _sum(lines: Iterable[Line]) -> int:
    return sum(line.planes for line in lines)


def flights() -> tuple[Flight, ...]:
    """The day's flights, in the order of the file."""
    return tuple([_flight(row) for row in load("flights_2013-01-01")])


def _flight(row: dict[str, Any]) -> Flight:
    planned = datetime(row["year"], row["month"], row["day"], row["hour"], row["minute"], tzinfo=ZONE)
    delay = row["dep_delay"]
    left = None if delay is None else planned + timedelta(minutes=delay)
    return Flight(f"{row['carrier']} {row['flight']}", row["dest"], planned, left, row["dep_time"])


def departures() -> list[tuple[datetime, datetime]]:
    """(planned, left) of the planes that left, in the order in which they did."""
    there = [(flight.planned, flight.left) for flight in flights() if flight.left is not None]
    return sorted(there, key=lambda each: each[1])


def hour_of(planned: datetime) -> datetime:
    """The hour to which a planned time belongs, by its beginning."""
    return planned.replace(minute=0)


def complete() -> None:
    """Print for each hour of the plan when all of its planes had left: two columns, one after the other."""
    head = "hour  planned  complete"
    rows = [_complete(*each) for each in sorted(_plan().items())]
    half = (len(rows) + 1) // 2
    for left, right in zip_longest([head, *rows[:half]], [head, *rows[half:]], fillvalue=""):
        print(f"{left:<32}{right}".rstrip())
    print("never: one flight of the hour was cancelled")


def _complete(hour: datetime, planes: list[datetime | None]) -> str:
    left = [each for each in planes if each is not None]
    last = f"{max(left).day} Jan {max(left):%H:%M}" if len(left) == len(planes) else "never"
    return f"{hour:%H}    {len(planes):>7}  {last}"


def hourly(lateness: int | str, late: str) -> Hourly:
    """The day's count. An hour's first number is out `lateness` minutes after its end, or "until all" of its
    planes have left. A plane that leaves at that moment or after it is late: with "correct" one more line
    tells the new number, with "drop" nobody counts it. Raises ValueError for other words.
    """
    lateness, late = as_meant(lateness), as_meant(late)
    if type(lateness) is not int and lateness != UNTIL_ALL:
        raise ValueError(f'lateness={lateness!r}: give whole minutes, or "{UNTIL_ALL}"')
    if late not in LATE:
        raise ValueError(f'late={late!r}: what a late plane does is "drop" or "correct"')
    lines = [line for hour, left in _plan().items() for line in _lines(hour, left, lateness, late)]
    return Hourly(tuple(sorted(lines)))


def as_meant(choice: Any) -> Any:
    """A choice as typed: capitals, spaces around it and quotes around a number make no difference."""
    if type(choice) is not str:
        return choice
    word = choice.strip().lower()
    return int(word) if word.isdecimal() else word


def _plan() -> dict[datetime, list[datetime | None]]:
    plan: dict[datetime, list[datetime | None]] = {}
    for flight in flights():
        plan.setdefault(hour_of(flight.planned), []).append(flight.left)
    return plan


def _lines(hour: datetime, plan: list[datetime | None], lateness: int | str, late: str) -> list[Line]:
    left = sorted(each for each in plan if each is not None)
    if isinstance(lateness, str):
        return [Line(left[-1], hour, len(left))] if len(left) == len(plan) else []
    closes = hour + timedelta(hours=1, minutes=lateness)
    in_time = sum(each < closes for each in left)
    more = left[in_time:] if late == "correct" else []
    return [Line(closes, hour, in_time), *(Line(at, hour, n) for n, at in enumerate(more, in_time + 1))]
