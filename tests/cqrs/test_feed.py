"""Feeds: the fifty newest, trimmed, idempotent, and the same with and without fan-out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.cqrs.errors import BadFeedEntry
from companion.cqrs.feed import Feed, MemoryFeed

NOON = datetime(2024, 1, 15, 12, tzinfo=UTC)
Make = Callable[..., Feed]


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


@pytest.fixture
def make() -> Make:
    """Makes an empty feed read model; `kept` and `celebrity` as keywords."""
    return MemoryFeed


def test_a_follower_sees_the_newest_first(make: Make) -> None:
    feed = make()
    feed.follow("ada", "bob")
    assert [feed.post("bob", f"p{n}", at(n)) for n in (1, 3, 2)] == [1, 1, 1]
    assert feed.newest("ada") == ("p3", "p2", "p1")
    assert feed.newest("carl") == ()


def test_a_page_shows_exactly_the_fifty_newest(make: Make) -> None:
    feed = make()
    feed.follow("ada", "bob")
    for n in range(60):
        feed.post("bob", f"p{n:02}", at(n))
    assert feed.newest("ada") == tuple(f"p{n:02}" for n in range(59, 9, -1))


def test_a_post_that_comes_twice_is_there_once(make: Make) -> None:
    feed = make()
    feed.follow("ada", "bob")
    feed.follow("ada", "bob")
    for _ in range(2):
        feed.post("bob", "p1", at(1))
    assert feed.newest("ada") == ("p1",)


def test_equal_times_are_ordered_by_id(make: Make) -> None:
    feed = make()
    feed.follow("ada", "bob")
    for name in ("p2", "p1", "p3"):
        feed.post("bob", name, at(1))
    assert feed.newest("ada") == ("p3", "p2", "p1")


def test_a_microsecond_decides(make: Make) -> None:
    feed = make()
    feed.follow("ada", "bob")
    feed.post("bob", "z earlier", NOON)
    feed.post("bob", "a later", NOON + timedelta(microseconds=1))
    assert feed.newest("ada") == ("a later", "z earlier")


def test_a_feed_is_trimmed_to_what_it_keeps(make: Make) -> None:
    feed = make(kept=3)
    feed.follow("ada", "bob")
    for n in range(6):
        feed.post("bob", f"p{n}", at(n))
    assert feed.newest("ada") == ("p5", "p4", "p3")


def test_who_follows_later_sees_what_was_posted_before(make: Make) -> None:
    feed = make()
    feed.post("bob", "p1", at(1))
    feed.follow("ada", "bob")
    assert feed.newest("ada") == ("p1",)


def test_who_unfollows_sees_nothing_of_the_author(make: Make) -> None:
    feed = make()
    for author in ("bob", "carl"):
        feed.follow("ada", author)
        feed.post(author, f"{author} 1", at(1))
    feed.unfollow("ada", "bob")
    feed.post("bob", "bob 2", at(2))
    feed.unfollow("ada", "nobody")
    assert feed.newest("ada") == ("carl 1",)


def test_a_removed_post_is_in_no_feed(make: Make) -> None:
    for celebrity in (1, 100):
        feed = make(celebrity=celebrity)
        feed.follow("ada", "bob")
        feed.post("bob", "p1", at(1))
        feed.post("bob", "p2", at(2))
        feed.remove("bob", "p2")
        assert feed.newest("ada") == ("p1",)


def test_a_celebritys_post_is_fanned_out_to_nobody_and_seen_by_everybody(make: Make) -> None:
    feed = make(celebrity=3)
    for n in range(3):
        feed.follow(f"fan{n}", "star")
    feed.follow("fan0", "bob")
    assert feed.post("star", "s1", at(1)) == 0
    assert feed.post("bob", "b2", at(2)) == 1
    assert feed.newest("fan0") == ("b2", "s1")
    assert feed.newest("fan2") == ("s1",)


def test_becoming_a_celebrity_and_ceasing_to_be_one_loses_nothing_and_doubles_nothing(make: Make) -> None:
    feed = make(celebrity=2)
    feed.follow("ada", "star")
    feed.post("star", "s1", at(1))
    feed.follow("ben", "star")
    feed.post("star", "s2", at(2))
    assert feed.newest("ada") == feed.newest("ben") == ("s2", "s1")
    feed.unfollow("ben", "star")
    feed.post("star", "s3", at(3))
    assert feed.newest("ada") == ("s3", "s2", "s1")
    assert feed.newest("ben") == ()


@pytest.mark.parametrize(
    "post_id", ['{"post_id": 456, "content": "Paris"}', "", None, 456, "[1]", "x" * 65, " {"]
)
def test_a_member_that_holds_content_is_refused_and_changes_nothing(make: Make, post_id: Any) -> None:
    feed = make()
    feed.follow("ada", "bob")
    with pytest.raises(BadFeedEntry) as caught:
        feed.post("bob", post_id, at(1))
    assert caught.value.post_id is post_id
    assert feed.newest("ada") == ()


@pytest.mark.parametrize("when", [datetime(2024, 1, 15), 1699999999, None])
def test_a_post_without_a_time_zone_is_refused(make: Make, when: Any) -> None:
    with pytest.raises(BadFeedEntry, match="time zone"):
        make().post("bob", "p1", when)


def test_an_edited_post_leaves_no_stale_twin(make: Make) -> None:
    """The member is the id: publishing the edit again, with the time of the post, changes nothing."""
    feed = make()
    feed.follow("ada", "bob")
    feed.post("bob", "p1", at(1))
    feed.post("bob", "p1", at(1))
    assert feed.newest("ada") == ("p1",)


people = st.sampled_from(["ada", "bob", "carl"])
actions = st.lists(
    st.one_of(
        st.tuples(st.just("follow"), people, people),
        st.tuples(st.just("unfollow"), people, people),
        st.tuples(st.just("post"), people, st.integers(0, 30)),
    ),
    max_size=30,
)


@given(actions, st.integers(1, 4))
def test_feeds_are_what_following_and_posting_say_whatever_is_fanned_out(
    done: list[tuple[str, str, Any]], celebrity: int
) -> None:
    feed: Any = MemoryFeed(celebrity=celebrity)
    following: dict[str, set[str]] = {}
    posts: dict[str, set[tuple[int, str]]] = {}
    for what, who, other in done:
        if what == "post":
            posts.setdefault(who, set()).add((other, f"{who} {other:02}"))
            feed.post(who, f"{who} {other:02}", at(other))
        elif what == "follow":
            following.setdefault(who, set()).add(other)
            feed.follow(who, other)
        else:
            following.get(who, set()).discard(other)
            feed.unfollow(who, other)
    for reader in ("ada", "bob", "carl"):
        seen = sorted({post for author in following.get(reader, ()) for post in posts.get(author, ())})
        assert feed.newest(reader) == tuple(name for _, name in reversed(seen))
