"""Where a read ends: at a version, at a moment, or at the end of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from companion.events.clock import microseconds

Until = int | date | datetime | None

LAST = (1 << 63) - 1  # later than every version and every microsecond
FIRST_US = microseconds(datetime.min.replace(tzinfo=UTC))  # what a datetime in UTC can say
LAST_US = microseconds(datetime.max.replace(tzinfo=UTC))


def bounds(until: Until, zone: tzinfo = UTC) -> tuple[int, int]:
    """The last version to read, and the first microsecond that is too late; LAST where there is no limit.

    Raises ValueError for a datetime without zone, TypeError for anything else.
    """
    if until is None:
        return LAST, LAST
    if isinstance(until, datetime):
        if until.utcoffset() is None:
            raise ValueError(f"until={until!r} has no time zone: write datetime(..., tzinfo=UTC)")
        return LAST, microseconds(until) + 1
    if isinstance(until, date):
        if until == date.max:
            return LAST, LAST  # no midnight follows
        if not isinstance(zone, tzinfo):
            raise TypeError(f"zone={zone!r} is no time zone: give UTC, or ZoneInfo('Europe/Berlin')")
        midnight = datetime.combine(until + timedelta(days=1), time(), tzinfo=zone)
        return LAST, microseconds(midnight)
    if type(until) is int:
        return until, LAST
    raise TypeError(f"until={until!r}: give a version, an aware datetime or a date")
