"""Where an axis has its ticks, and what they say: round numbers, and round moments of the calendar.

Months have their English names here, so a picture is the same whatever the machine's language is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil, floor, log10

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


def numbers(low: float, high: float, most: int = 5) -> list[float]:
    """Return at most `most` + 1 round numbers, evenly spaced, that lie from `low` to `high`."""
    span = (high - low) or 1.0
    size = 10.0 ** floor(log10(span / most))
    step = next(size * part for part in (1, 2, 5, 10, 20) if span / (size * part) <= most)
    return [round(n * step, 9) for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def moments(start: datetime, end: datetime, most: int = 7) -> list[tuple[datetime, str]]:
    """Return at most `most` + 1 round moments from `start` to `end`, each with its label: dates ("Jan 8"),
    or clock times where less than a day lies between two ticks.
    """
    span = (end - start).total_seconds()
    step = next((step for step in _STEPS if span / step <= most), 0.0)
    if not step:
        return _months(start, end, most)
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
        return day(moment)
    clock = f"{moment.hour:02}:{moment.minute:02}"
    if step >= _MINUTE:
        return clock if moment.hour or moment.minute else day(moment)
    seconds = f"{clock}:{moment.second:02}"
    return seconds if step >= 1 else f"{seconds}.{moment.microsecond // 1000:03}"


def day(moment: datetime) -> str:
    """The date as an axis says it: "Jan 8"."""
    return f"{MONTHS[moment.month - 1]} {moment.day}"


def _months(start: datetime, end: datetime, most: int) -> list[tuple[datetime, str]]:
    count = (end.year - start.year) * 12 + end.month - start.month
    step = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120, 240) if count / n <= most), 1200)
    found = [moment for moment in _firsts(start, count + step, step) if start <= moment <= end]
    return [
        (moment, f"{moment.year}" if step >= 12 else f"{MONTHS[moment.month - 1]} {moment.year}")
        for moment in found
    ]


def _firsts(start: datetime, count: int, step: int) -> Iterator[datetime]:
    """The first day of every `step`-th month, counted from the year in which `start` lies."""
    first = start.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    first = first.replace(year=start.year - start.year % max(1, step // 12))
    for n in range(0, count + 13 + 12 * (step // 12), step):
        yield first.replace(year=first.year + n // 12, month=1 + n % 12)
