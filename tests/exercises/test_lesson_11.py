"""Lesson 11: the figures its demos stand on, and the edges of what its checks see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.registry import lesson
from companion.exercises.shown.writing import load
from companion.scenarios import counting_likes, post_feeds
from companion.scenarios.commands import empty_redis, run
from companion.scenarios.post_feeds import (
    GOOD,
    deleted,
    edited,
    played,
    shown,
    with_tombstones,
    written,
)

FEEDS = Path(__file__).resolve().parent.parent / "answers" / "11" / "11-feed"
NOTES = {
    "PostCreated": ["ZADD feed:{follower} {timestamp} {post_data}"],
    "PostEdited": ["ZADD feed:{follower} {timestamp} {post_data}"],
    "PostDeleted": [],
}


def told(report: Any) -> str:
    return " ".join(str(report).split())


def test_the_lesson_is_worth_20_points_in_five_graded_items_and_3_bonus_points() -> None:
    parts = lesson("11")
    assert parts.points == 20
    graded = [e for e in parts.exercises if not e.bonus]
    assert len(graded) + sum(p.points > 0 for p in parts.predictions) == 5
    assert sum(e.points for e in parts.exercises if e.bonus) == 3


# --- what the demos show ----------------------------------------------------------------------------------


def test_an_edit_leaves_a_twin_that_the_deletion_cannot_name() -> None:
    redis = empty_redis()
    first, later = '{"post_id": 460, "content": "555-0142"}', '{"post_id": 460, "content": "Paris"}'
    replies = [run(redis, f"{command} '{data}'")[0].reply for command, data in (
        ("ZADD feed:123 1699999999", first), ("ZADD feed:123 1699999999", later), ("ZREM feed:123", later),
    )]  # fmt: skip
    assert replies == [1, 1, 1]
    assert shown(redis, 123) == [first]


def test_one_second_is_ordered_by_the_alphabet_and_nanoseconds_are_one_float() -> None:
    redis = empty_redis()
    run(redis, "ZADD feed:1 1699999999 9 1699999999 10 1699999999 100")
    run(redis, "ZADD feed:2 1699999999000001 9 1699999999000002 10")
    run(redis, "ZADD feed:3 1699999999000000001 9 1699999999000000002 10")
    assert [shown(redis, each) for each in (1, 2, 3)] == [["9", "100", "10"], ["10", "9"], ["9", "10"]]


def test_a_late_event_brings_a_deleted_post_back_unless_a_tombstone_keeps_it_away() -> None:
    post = written(460)
    for design, left in ((GOOD, ["460"]), (with_tombstones(GOOD), [])):
        for late in (post, edited(post, "Paris")):
            assert played(design, post, deleted(post), late) == left
    assert played(with_tombstones(GOOD), written(461, after_s=1), post, deleted(post)) == ["461"]


def test_one_command_without_a_list_or_none_gets_full_marks_and_is_played_by_the_next_cell() -> None:
    design = {**GOOD, "PostEdited": None, "PostDeleted": "ZREM feed:{follower} {post_id}"}
    assert judge(exercise("11-feed"), design).points == 6
    post = written(460)
    assert played(design, post, edited(post, "Paris"), deleted(post)) == []
    assert played(with_tombstones(design), post, deleted(post), post) == []


@pytest.mark.parametrize("file", sorted(FEEDS.glob("right_*.py")), ids=lambda file: file.stem)
def test_tombstones_are_added_to_every_good_design(file: Path) -> None:
    post, design = written(460), load(file).answer
    assert played(design, post, deleted(post), post) == ["460"]
    assert played(with_tombstones(design), post, deleted(post), post) == []


def test_where_the_checkpoint_is_saved_decides_what_a_crash_does() -> None:
    ways = {
        counting_likes.count_first: ("A crash at 4 of 9 points breaks it", {"the view says 3"}),
        counting_likes.checkpoint_first: ("A crash at 4 of 9 points breaks it", {"the view says 1"}),
        counting_likes.together: ("5 crash points: nothing breaks it", set()),
        counting_likes.a_row_each: ("9 crash points: nothing breaks it", set()),
    }
    for way, (title, said) in ways.items():
        grid = counting_likes.struck(way)
        assert (grid.title, set(grid.evidence.values())) == (title, said)


def test_ada_s_post_is_on_her_page_after_six_seconds_and_a_half() -> None:
    from companion.scenarios.slow_feed import evening

    looks = dict(evening().looks)
    assert looks == {1.5: False, 2.5: False, 3.5: False, 4.5: False, 5.5: False, 6.5: True}


def test_our_notes_tables_take_what_the_corrected_ones_refuse() -> None:
    from companion.scenarios.tables_tried import CONTENT_DDL, DDL, one_select, tried

    assert [line.rpartition(": ")[2] for line in tried(CONTENT_DDL)] == [*["taken"] * 4, "SCAN followers"]
    assert [line.rpartition(": ")[2].split(" USING")[0] for line in tried(DDL)] == [
        "taken", "refused, UNIQUE", "refused, NOT NULL", "refused, CHECK", "SEARCH followers",
    ]  # fmt: skip
    answer = one_select()
    assert answer.selected == answer.feed
    assert len(answer.feed) == 50


def test_likes_in_redis_are_lost_with_their_checkpoint_and_a_rebuild_shows_nobody_less() -> None:
    from companion.scenarios.likes_in_redis import a_log, in_redis, rebuilt_under_traffic, seen

    redis, log = empty_redis(), a_log(1_200)
    likes = in_redis(redis)
    assert (likes.catch_up(log), seen(likes), likes.lag(log)) == (1_200, 1_200, 0)
    run(redis, "FLUSHALL")
    assert (seen(likes), likes.lag(log), likes.catch_up(log), seen(likes)) == (0, 1_200, 1_200, 1_200)
    with likes.view.writing() as writing:
        writing.target.like(456)
    saw = rebuilt_under_traffic(likes, log, coming=6)
    assert (set(saw[:-1]), saw[-1], likes.lag(log)) == ({1_201}, 1_206, 0)


def test_order_42_is_one_row_made_of_seven_facts() -> None:
    from companion.scenarios.my_orders import dinner, dinner_log, my_orders

    orders, facts = my_orders(), dinner_log(dinner())
    assert orders.lag(facts) == 7
    orders.catch_up(facts)
    assert orders.view.rows == {"order-42": {"status": "delivered", "cents": 450, "stars": 5}}


def test_whoever_is_never_shown_their_write_is_shown_what_there_is() -> None:
    store = counting_likes.fresh().store
    counting_likes.together(store)
    position = counting_likes.like(store, 456, 7)
    for starts_s, page in ((0.4, (["456: 3 likes"], True)), (3.0, (["456: 3 likes"], False))):
        if starts_s == 3.0:
            position = counting_likes.like(store, 460, 7)
        view = counting_likes.LikesView(store, counting_likes.together, starts_s)
        assert counting_likes.wait_and_read(view, position, store.clock, 2.0) == page


# --- the checks -------------------------------------------------------------------------------------------


def test_the_untouched_feed_gets_no_point_and_is_shown_the_twin() -> None:
    report = judge(exercise("11-feed"), NOTES)
    assert report.points == 0
    assert "the content is the member" in told(report)


@pytest.mark.parametrize("id", ["11-own", "11-likes"])
def test_a_stub_is_not_attempted(id: str) -> None:
    stub = (lambda view, position, clock, limit_s: TODO) if id == "11-own" else (lambda store: TODO)
    report = judge(exercise(id), stub)
    assert report.points == 0
    assert not report.misconception


@pytest.mark.parametrize(
    ("design", "says"),
    [
        ({**GOOD, "PostEdited": [TODO]}, "still open"),
        ({**GOOD, "PostDeleted": ["BLPOP feed:{follower} 0"]}, "BLPOP waits for others"),
        ({**GOOD, "PostDeleted": ["ZREM feed:{reader} {post_id}"]}, "there is no {reader} here"),
        ({**GOOD, "PostDeleted": [{"ZREM": 1}]}, "at PostDeleted there is something else"),
        ({**GOOD, "PostCreated": ["ZADD feed:{follower} {at} {post_id}"] * 50}, "there is something else"),
        ({**GOOD, 460: []}, "there is no event '460'"),
        ({"PostCreated": ["DEL feed:{follower}", "SET feed:{follower} x"]}, "WRONGTYPE"),
    ],
)
def test_a_design_that_cannot_run_is_told_so(design: Any, says: str) -> None:
    report = judge(exercise("11-feed"), design)
    assert says in told(report)
    assert report.points < 6


def test_a_command_alone_and_a_tuple_of_them_are_as_good_as_a_list() -> None:
    design = {"PostCreated": tuple(GOOD["PostCreated"]), "PostDeleted": "ZREM feed:{follower} {post_id}"}
    assert judge(exercise("11-feed"), design).points == 6


def test_the_two_followers_and_the_author_are_all_looked_at() -> None:
    own = [*GOOD["PostCreated"], "ZADD feed:{user_id} {at} {post_id}"]
    assert "feed:7, Ada's own, shows" in told(judge(exercise("11-feed"), {**GOOD, "PostCreated": own}))
    one = [each.replace("{follower}", "123") for each in GOOD["PostCreated"]]
    assert "feed:124 shows nothing" in told(judge(exercise("11-feed"), {**GOOD, "PostCreated": one}))


def test_a_catch_up_that_never_ends_is_stopped_and_told() -> None:
    def answer(store: Any) -> None:
        while True:
            store.checkpoint("likes")

    report = judge(exercise("11-likes"), answer)
    assert "does a loop never end" in told(report)
    assert report.points == 0


def test_a_rebuild_by_a_fixed_number_of_tries_does_not_pass() -> None:
    assert judge(exercise("11-swap"), list("aiiiiiiiiiig")).points < 3
    assert judge(exercise("11-swap"), list("abcde") * 3).points == 0


def test_the_design_s_names_are_those_of_an_event() -> None:
    assert post_feeds.names(written(9, "a b", 0.3)) == {
        "post_id": 9, "user_id": 7, "content": "a b", "at": 1705309200300000, "timestamp": 1705309200,
        "post_data": '{"post_id": 9, "content": "a b"}',
    }  # fmt: skip
    assert post_feeds.names(deleted(written(9))) == {"post_id": 9, "user_id": 7}
