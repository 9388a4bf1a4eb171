"""The axes of a chart: their lines and names, and the round numbers and moments at which the names stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil, floor, log10

from companion.diagrams import measure
from companion.diagrams.shapes import Layout, Line

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0
_STEPS = (
    *(0.001 * n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0),
    *(_MINUTE * n for n in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * n for n in (1, 2, 3, 6, 12)),
    *(_DAY * n for n in (1, 2, 7, 14)),
)
"""The distances between ticks, in seconds, up to two weeks; above it months are counted."""
MOST_TICKS = 7
"""Distances between the ticks of an axis of time, at most."""


def axes(
    layout: Layout,
    left: float,
    right: float,
    bottom: float,
    levels: Iterable[tuple[float, str]],
    ticks: Iterable[tuple[float, str]],
) -> None:
    """Draw the axes of a chart: a line and a name at the height of each of `levels`, the floor at `bottom`,
    and below it a name at the x of each of `ticks`. A name that would touch the one before is left out.
    """
    for y, says in levels:
        layout.lines.append(Line(((left, y), (right, y)), "grid", 1.0, role="grid"))
        layout.small(left - 8, y + 4, says, anchor="end", role="tick")
    layout.lines.append(Line(((left, bottom), (right, bottom)), "faint", 1.2, role="axis"))
    end = 0.0
    for x, says in ticks:
        half = measure.width(says, measure.SMALL) / 2
        if x - half > end and x + half < layout.w - 2:
            layout.small(x, bottom + 17, says, anchor="middle", role="tick")
            end = x + half + 10


def round_numbers(low: float, high: float, most: int = 5) -> list[float]:
    """Return at most `most` + 1 round numbers, evenly spaced, that lie from `low` to `high`."""
    span = (high - low) or 1.0
    size = 10.0 ** floor(log10(span / most))
    step = next(size * part for part in (1, 2, 5, 10, 20) if span / (size * part) <= most)
    return [round(n * step, 9) for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def round_moments(start: datetime, end: datetime) -> list[tuple[datetime, str]]:
    """Return at most eight round moments from `start` to `end`, each with its label: dates ("Jan 8"),
    or clock times where less than a day lies between two ticks.
    """
    span = (end - start).total_seconds()
    step = next((step for step in _STEPS if span / step <= MOST_TICKS), 0.0)
    if not step:
        return _months(start, end)
    first = _floor(start, step)
    found = [first + timedelta(seconds=step * n) for n in range(int(span / step) + 3)]
    return [(moment, _says(moment, step)) for moment in found if start <= moment <= end]


def _floor(moment: datetime, step: float) -> datetime:
    """The last round moment at or before `moment`: round within its day, or its month."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if step > _DAY:
        return midnight.replace(day=1) if step == 2 * _DAY else midnight - timedelta(days=midnight.weekday())
    return midnight + timedelta(seconds=floor((moment - midnight).total_seconds() / step) * step)


def _says(moment: datetime, step: float) -> str:
    if step >= _DAY:
        return day_of(moment)
    clock = f"{moment.hour:02}:{moment.minute:02}"
    if step >= _MINUTE:
        return clock if moment.hour or moment.minute else day_of(moment)
    seconds = f"{clock}:{moment.second:02}"
    return seconds if step >= 1 else f"{seconds}.{moment.microsecond // 1000:03}"


def day_of(moment: datetime) -> str:
    """The date as an axis says it: "Jan 8"."""
    return f"{MONTHS[moment.month - 1]} {moment.day}"


def _months(start: datetime, end: datetime) -> list[tuple[datetime, str]]:
    first, last = (12 * moment.year + moment.month - 1 for moment in (start, end))
    step = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120, 240) if (last - first) / n <= MOST_TICKS), 1200)
    midnight = start.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = [
        midnight.replace(year=n // 12, month=n % 12 + 1) for n in range(first // step * step, last + 1, step)
    ]
    return [
        (moment, f"{moment.year}" if step >= 12 else f"{MONTHS[moment.month - 1]} {moment.year}")
        for moment in found
        if moment >= start
    ]
