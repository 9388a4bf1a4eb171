"""Analytics: how often each post was viewed, by hour and day.

A count that is incremented counts a repeated event twice, and cannot say when. Here each view is a row with
the id of its event, so a repetition adds no row, and every count is taken from the rows. There must be an
event for a view: if nothing publishes `PostViewed`, the table of views stays empty. The
rows are kept by column, in DuckDB or ClickHouse: `companion.engines`. Hours and days are those of UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, NamedTuple, Protocol

from companion.events import BadInput
from companion.events.clock import microseconds, moment_of

Unit = Literal["hour", "day"]
_UNITS_US: Final = {"hour": 3_600_000_000, "day": 86_400_000_000}


class Bucket(NamedTuple):
    """An hour or a day, which begins at `start` in UTC, and how many views it saw."""

    start: datetime
    views: int


class Analytics(Protocol):
    """Views of posts. Times are aware datetimes."""

    def viewed(self, post_id: str, at: datetime, event_id: str) -> None:
        """Count a view; an event that comes twice counts once. Raises `BadInput`."""
        ...

    def views(self, post_id: str) -> int:
        """How often a post was viewed."""
        ...

    def per(self, unit: Unit) -> tuple[Bucket, ...]:
        """The views of each hour or day with views, the earliest first. Raises ValueError."""
        ...


def checked(post_id: object, at: object, event_id: object) -> int:
    """The time of a view in microseconds. Raises `BadInput`."""
    for what, given in (("event", event_id), ("post", post_id)):
        if not isinstance(given, str) or not given:
            raise BadInput("View", event_id, f"the id of its {what}, {given!r}, is not a text")
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise BadInput("View", event_id, f"its time {at!r} is not a datetime with a time zone")
    if microseconds(at) < 0:
        raise BadInput("View", event_id, f"its time {at!r} is before 1970")
    return microseconds(at)


def length_us(unit: str) -> int:
    """How long an hour or a day is, in microseconds. Raises ValueError for any other unit."""
    if unit not in _UNITS_US:
        raise ValueError(f"unit={unit!r}: say 'hour' or 'day'")
    return _UNITS_US[unit]


def bucket(start_us: int, views: int) -> Bucket:
    """A bucket from a count of an engine."""
    return Bucket(moment_of(start_us), views)
