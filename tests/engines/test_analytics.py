"""Analytics: views counted once each, by hour and day, whatever comes twice."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.cqrs.analytics import Analytics, Bucket
from companion.cqrs.errors import ReadModelUnavailable
from companion.engines import DuckDBAnalytics
from companion.events import BadInput

DAY = datetime(2024, 1, 15, tzinfo=UTC)


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


@pytest.fixture(params=["duckdb", "clickhouse"])
def analytics(request: pytest.FixtureRequest, needs: Callable[..., None]) -> Iterator[Analytics]:
    """An empty read model of each kind."""
    if request.param == "duckdb":
        yield DuckDBAnalytics()
        return
    needs(
        "chdb",
        importlib.util.find_spec("chdb"),
        "the extra chdb, ClickHouse in the process, is not installed",
    )
    from companion.engines import ClickHouseAnalytics

    made = ClickHouseAnalytics()
    yield made
    made.close()


def test_views_are_counted_by_post(analytics: Analytics) -> None:
    for number, post in enumerate(["456", "456", "7"]):
        analytics.viewed(post, at(1), f"e{number}")
    assert [analytics.views(post) for post in ("456", "7", "nobody's")] == [2, 1, 0]


def test_an_event_that_comes_twice_counts_once(analytics: Analytics) -> None:
    for _ in range(3):
        analytics.viewed("456", at(1), "e1")
    assert analytics.views("456") == 1
    assert analytics.per("day") == (Bucket(DAY, 1),)


def test_views_are_counted_by_hour_and_by_day(analytics: Analytics) -> None:
    for number, hour in enumerate([0, 0.99, 1, 23.99, 24, 25]):
        analytics.viewed("456", at(hour), f"e{number}")
    analytics.viewed("7", at(25.5), "e6")
    assert analytics.per("day") == (Bucket(DAY, 4), Bucket(at(24), 3))
    assert analytics.per("hour") == (
        Bucket(at(0), 2), Bucket(at(1), 1), Bucket(at(23), 1), Bucket(at(24), 1), Bucket(at(25), 2),
    )  # fmt: skip


def test_an_hour_is_that_of_utc_whatever_the_zone_of_a_view(analytics: Analytics) -> None:
    here = timezone(timedelta(hours=5, minutes=30))
    analytics.viewed("456", datetime(2024, 1, 15, 5, 45, tzinfo=here), "e1")
    assert analytics.per("hour") == (Bucket(at(0), 1),)


def test_no_id_is_syntax(analytics: Analytics) -> None:
    odd = ["it's", 'a "post"', "\\", "'; DROP TABLE views; --", "{post}", "пост", "line\nbreak"]
    for number, post in enumerate(odd):
        analytics.viewed(post, at(number), f"{post}{number}")
    assert [analytics.views(post) for post in odd] == [1] * len(odd)


@pytest.mark.parametrize(
    "post, when, event, says",
    [
        ("", DAY, "e", "its post"),
        (456, DAY, "e", "its post"),
        ("456", DAY, None, "its event"),
        ("456", datetime(2024, 1, 15), "e", "time zone"),
        ("456", 1699999999, "e", "time zone"),
        ("456", datetime(1969, 12, 31, tzinfo=UTC), "e", "before 1970"),
    ],
)
def test_a_view_that_cannot_be_counted_is_refused(
    analytics: Analytics, post: Any, when: Any, event: Any, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        analytics.viewed(post, when, event)
    assert analytics.per("day") == ()


@pytest.mark.parametrize("unit", ["week", "", None, "hour; DROP TABLE views"])
def test_other_units_than_hours_and_days_are_refused(analytics: Analytics, unit: Any) -> None:
    with pytest.raises(ValueError, match="say 'hour' or 'day'"):
        analytics.per(unit)


@settings(max_examples=10)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 200_000), st.integers(0, 9)), max_size=20))
def test_counts_are_those_of_the_first_telling_of_each_event(told: list[tuple[str, int, int]]) -> None:
    analytics = DuckDBAnalytics()
    first: dict[int, tuple[str, int]] = {}
    for post, second, event in told:
        first.setdefault(event, (post, second))
        analytics.viewed(post, DAY + timedelta(seconds=second), f"e{event}")
    posts = [post for post, _ in first.values()]
    assert {each: analytics.views(each) for each in "ab"} == {each: posts.count(each) for each in "ab"}
    days = [second // 86_400 for _, second in first.values()]
    assert [each.views for each in analytics.per("day")] == [days.count(each) for each in sorted(set(days))]


def test_clickhouse_that_is_not_installed_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from companion.engines import ClickHouseAnalytics

    monkeypatch.setitem(sys.modules, "chdb", None)
    with pytest.raises(ReadModelUnavailable, match="install the extra chdb"):
        ClickHouseAnalytics()
