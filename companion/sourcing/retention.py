"""Retention: until when the law wants data kept, counted in whole years by the calendar.

Three wishes meet at one record: a log keeps everything for ever, the law wants some of it kept for years,
and a person may want theirs erased. Here the law decides the date and the person's wish waits for it: the
stream stays for ever, and from that date on the personal part of it can be made unreadable (`vault.py`).
How many years, of what, and in which zone a day ends is for a lawyer to say; seven is what this course's
bank is told.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from companion.events.errors import ErrorWithEvidence

RETAIN_YEARS = 7


def retain_until(last: date, years: int = RETAIN_YEARS, zone: tzinfo = UTC) -> date:
    """The first day on which a record from the day `last` need not be kept any more.

    For a moment (an aware datetime) its day in `zone` counts. From 29 February to a year without one it is
    1 March, so that no day is missing. Raises ValueError for negative years and a moment without zone.
    """
    if years < 0:
        raise ValueError(f"years={years}: nothing is kept for less than no time")
    if isinstance(last, datetime):
        last = local_day(last, zone)
    try:
        return last.replace(year=last.year + years)
    except ValueError:
        if (last.month, last.day) != (2, 29):
            raise  # beyond the year 9999
        return date(last.year + years, 3, 1)


def local_day(moment: datetime, zone: tzinfo) -> date:
    """The day of a moment in `zone`. Raises ValueError for a moment without zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone: write datetime(..., tzinfo=UTC)")
    return moment.astimezone(zone).date()


class StillRetained(ErrorWithEvidence):
    """A person's data must be kept up to the day before `until`."""

    person: str
    until: date
    says = (
        "The data of {person!r} must be kept until {until}: record the wish with vault.request({person!r}), "
        "and vault.shred_due() will fulfil it then. Nothing was shredded."
    )
