"""Retention: whole years by the calendar, in a stated zone."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from companion.sourcing import RETAIN_YEARS, retain_until


@pytest.mark.parametrize(
    ("last", "years", "until"),
    [
        (date(2024, 1, 31), RETAIN_YEARS, date(2031, 1, 31)),
        (date(2024, 2, 29), 7, date(2031, 3, 1)),  # no 29 February there: not a day too early
        (date(2024, 2, 29), 8, date(2032, 2, 29)),
        (date(2023, 2, 28), 1, date(2024, 2, 28)),
        (date(2096, 2, 29), 4, date(2100, 3, 1)),  # a century without its leap day
        (date(2024, 12, 31), 0, date(2024, 12, 31)),
    ],
)
def test_years_are_counted_by_the_calendar(last, years, until):
    assert retain_until(last, years) == until


def test_the_law_of_the_bank_says_seven():
    assert RETAIN_YEARS == 7


def test_a_moment_counts_as_its_day_in_the_zone():
    moment = datetime(2024, 12, 31, 23, 30, tzinfo=UTC)
    assert retain_until(moment) == date(2031, 12, 31)
    assert retain_until(moment, zone=timezone(timedelta(hours=1))) == date(2032, 1, 1)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="tzinfo=UTC"):
        retain_until(datetime(2024, 1, 1))


def test_negative_years_are_refused():
    with pytest.raises(ValueError, match="years=-1"):
        retain_until(date(2024, 1, 1), -1)


def test_beyond_the_last_year_there_is_no_date():
    with pytest.raises(ValueError):
        retain_until(date(9999, 1, 1))
