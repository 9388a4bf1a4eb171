"""Feeds: the fifty newest, trimmed, idempotent, and the same with and without fan-out, wherever they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.cqrs.feed import Entry, Feed, MemoryFeed, merged
from companion.engines import RedisFeed
from companion.events import BadInput

NOON = datetime(2024, 1, 15, 12, tzinfo=UTC)
Make = Callable[..., Feed]


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


@pytest.fixture(params=["memory", "fakeredis", "valkey"])
def make(request: pytest.FixtureRequest) -> Make:
    """Makes an empty feed read model; `kept` and `celebrity` as keywords."""
    if request.param == "memory":
        return MemoryFeed
    client, numbers = request.getfixturevalue(f"{request.param}_client"), count()
    name = request.getfixturevalue("redis_name")
    by = {"scripts": False} if request.param == "fakeredis" else {}  # pipelines, where no script can run
    return lambda **settings: RedisFeed(client, f"{name}:{next(numbers)}:", **by, **settings)


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


def test_a_reader_pulls_the_celebrities_whom_they_follow_and_nobody_else() -> None:
    feed = MemoryFeed(celebrity=2)
    for reader, author in (("ada", "star"), ("ben", "star"), ("ada", "bob"), ("ben", "eve"), ("cy", "eve")):
        feed.follow(reader, author)
    assert [feed.pulled(reader) for reader in ("ada", "ben", "cy", "dan")] == [
        ("star",),
        ("star", "eve"),
        ("eve",),
        (),
    ]


def test_becoming_a_celebrity_and_ceasing_to_be_one_loses_nothing_and_doubles_nothing(make: Make) -> None:
    feed = make(celebrity=2)
    feed.follow("ada", "star")
    feed.post("star", "s1", at(1))
    feed.follow("ben", "star")
    feed.post("star", "s2", at(2))
    assert feed.newest("ada") == feed.newest("ben") == ("s2", "s1")
    feed.unfollow("ben", "star")
    assert feed.post("star", "s3", at(3)) == 1  # fanned out again
    assert feed.newest("ada") == ("s3", "s2", "s1")
    assert feed.newest("ben") == ()


def test_what_was_fanned_out_before_its_author_became_a_celebrity_follows_the_author(make: Make) -> None:
    feed = make(celebrity=2, kept=2)
    feed.follow("ada", "star")
    feed.post("star", "s1", at(1))
    feed.post("star", "s2", at(5))
    feed.follow("ben", "star")
    feed.post("star", "s2", at(2))  # corrected: an id stands at the time given last
    feed.post("star", "s3", at(3))
    assert feed.newest("ada") == feed.newest("ben") == ("s3", "s2")
    feed.post("star", "s4", at(4))
    assert feed.newest("ada") == feed.newest("ben") == ("s4", "s3")
    feed.unfollow("ada", "star")
    assert feed.newest("ada") == ()


def test_fame_that_a_crash_cut_short_is_done_when_the_event_comes_again(
    redis_name: str, fakeredis_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = RedisFeed(fakeredis_client, f"{redis_name}:", celebrity=2, kept=2, scripts=False)
    feed.follow("ada", "star")
    feed.post("star", "s1", at(9))
    with monkeypatch.context() as patched:
        patched.setattr(feed, "_readers", lambda author: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            feed.follow("ben", "star")
    assert feed.newest("ada") == ("s1",)
    feed.follow("ben", "star")
    feed.post("star", "s1", at(1))
    feed.post("star", "s2", at(2))
    assert feed.newest("ada") == ("s2", "s1")


@pytest.mark.parametrize(
    "post_id", ['{"post_id": 456, "content": "Paris"}', "", None, 456, "[1]", "x" * 65, " {"]
)
def test_a_member_that_holds_content_is_refused_and_changes_nothing(make: Make, post_id: Any) -> None:
    feed = make()
    feed.follow("ada", "bob")
    with pytest.raises(BadInput) as caught:
        feed.post("bob", post_id, at(1))
    assert caught.value.given is post_id
    assert feed.newest("ada") == ()


@pytest.mark.parametrize("when", [datetime(2024, 1, 15), 1699999999, None])
def test_a_post_without_a_time_zone_is_refused(make: Make, when: Any) -> None:
    with pytest.raises(BadInput, match="time zone"):
        make().post("bob", "p1", when)


def test_an_edited_post_leaves_no_stale_twin(make: Make) -> None:
    """The member is the id: publishing the edit again, with the time of the post, changes nothing."""
    feed = make()
    feed.follow("ada", "bob")
    feed.post("bob", "p1", at(1))
    feed.post("bob", "p1", at(1))
    assert feed.newest("ada") == ("p1",)


def test_a_post_given_again_at_another_time_stands_there_once(make: Make) -> None:
    feed = make()
    feed.follow("ada", "bob")
    for name, minute in (("p1", 1), ("p2", 2), ("p1", 3)):
        feed.post("bob", name, at(minute))
    assert feed.newest("ada") == ("p1", "p2")


def test_ids_of_any_alphabet_and_with_colons_are_kept_apart(make: Make) -> None:
    feed = make()
    feed.follow("ада:1", "böb:2")
    feed.follow("ада", "böb")
    feed.post("böb:2", "пост:1", at(1))
    assert feed.newest("ада:1") == ("пост:1",) and feed.newest("ада") == ()


def test_no_post_is_asked_for_and_none_given(make: Make) -> None:
    feed = make(celebrity=1)
    feed.follow("ada", "star")
    feed.post("star", "s1", at(1))
    assert feed.newest("ada", 0) == () == feed.newest("ada", -1)


def test_more_followers_than_a_chunk_all_get_the_post(make: Make) -> None:
    feed = make()
    for number in range(1_001):
        feed.follow(f"fan{number}", "bob")
    assert feed.post("bob", "p1", at(1)) == 1_001
    assert all(feed.newest(f"fan{number}") == ("p1",) for number in (0, 500, 999, 1_000))


def test_a_post_that_two_lists_hold_at_two_times_is_shown_once() -> None:
    """As when its author became a celebrity between two tellings."""
    assert merged([Entry(1, "p"), Entry(3, "p"), Entry(2, "q")], 5) == ("p", "q")


people = st.sampled_from(["ada", "bob", "carl"])
actions = st.lists(
    st.one_of(
        st.tuples(st.just("follow"), people, people),
        st.tuples(st.just("unfollow"), people, people),
        st.tuples(st.just("post"), people, st.integers(0, 30)),
        st.tuples(st.just("remove"), people, st.integers(0, 30)),
    ),
    max_size=30,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions, st.integers(1, 4))
def test_feeds_are_what_following_and_posting_say_whatever_is_fanned_out(
    make: Make, done: list[tuple[str, str, Any]], celebrity: int
) -> None:
    feed: Any = make(celebrity=celebrity)
    following: dict[str, set[str]] = {}
    posts: dict[str, set[tuple[int, str]]] = {}
    for what, who, other in done:
        if what == "post":
            posts.setdefault(who, set()).add((other, f"{who} {other:02}"))
            feed.post(who, f"{who} {other:02}", at(other))
        elif what == "remove":
            posts.get(who, set()).discard((other, f"{who} {other:02}"))
            feed.remove(who, f"{who} {other:02}")
        elif what == "follow":
            following.setdefault(who, set()).add(other)
            feed.follow(who, other)
        else:
            following.get(who, set()).discard(other)
            feed.unfollow(who, other)
    for reader in ("ada", "bob", "carl"):
        seen = sorted({post for author in following.get(reader, ()) for post in posts.get(author, ())})
        assert feed.newest(reader) == tuple(name for _, name in reversed(seen))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions, st.integers(1, 4), st.integers(1, 3))
def test_trimmed_feeds_are_the_same_in_memory_and_elsewhere(
    make: Make, done: list[tuple[str, str, Any]], celebrity: int, kept: int
) -> None:
    feeds: Any = (make(celebrity=celebrity, kept=kept), MemoryFeed(celebrity=celebrity, kept=kept))
    for what, who, other in done:
        for feed in feeds:
            if what == "post":
                feed.post(who, f"{other % 7}", at(other))
            else:
                getattr(feed, what)(who, f"{other % 7}" if what == "remove" else other)
    for reader in ("ada", "bob", "carl"):
        assert feeds[0].newest(reader) == feeds[1].newest(reader)
