"""Where a read ends."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from companion.events.clock import microseconds, moment_of
from companion.sourcing.position import LAST
from companion.sourcing.transaction import bounds


def before(moment):
    return LAST, microseconds(moment)


def test_nothing_given_means_everything():
    assert bounds(None) == (LAST, LAST)


def test_a_version_is_included_and_asks_for_no_time():
    assert bounds(4) == (4, LAST)


def test_a_moment_is_included_to_the_microsecond():
    at = datetime(2024, 1, 31, 12, tzinfo=UTC)
    assert bounds(at) == before(at + timedelta(microseconds=1))


def test_a_moment_is_the_same_in_every_zone():
    here = datetime(2024, 1, 31, 12, tzinfo=timezone(timedelta(hours=-5)))
    assert bounds(here) == bounds(here.astimezone(UTC))


def test_a_date_means_its_whole_day():
    assert bounds(date(2024, 1, 31)) == before(datetime(2024, 2, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "zone", "ends"),
    [
        (date(2024, 3, 9), "America/New_York", datetime(2024, 3, 10, 5, tzinfo=UTC)),
        (date(2024, 3, 10), "America/New_York", datetime(2024, 3, 11, 4, tzinfo=UTC)),  # a day of 23 hours
        (date(2024, 11, 3), "America/New_York", datetime(2024, 11, 4, 5, tzinfo=UTC)),  # and one of 25
        (date(2018, 11, 3), "America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),  # no midnight follows
        (date(2018, 2, 17), "America/Sao_Paulo", datetime(2018, 2, 18, 3, tzinfo=UTC)),  # 23 h comes twice
        (date(2024, 2, 28), "UTC", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_day_ends_where_its_zone_says(day, zone, ends):
    assert bounds(day, ZoneInfo(zone)) == before(ends)


def test_the_last_day_there_is_has_no_end():
    assert bounds(date.max) == (LAST, LAST)


def test_a_moment_without_zone_is_refused_with_the_remedy():
    with pytest.raises(ValueError, match="tzinfo=UTC"):
        bounds(datetime(2024, 1, 31))


@pytest.mark.parametrize("odd", [True, 1.5, "2024-01-31"])
def test_anything_else_is_refused(odd):
    with pytest.raises(TypeError, match="a version, an aware datetime or a date"):
        bounds(odd)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_from_its_microseconds(moment):
    assert moment_of(microseconds(moment)) == moment and microseconds(moment) < LAST
