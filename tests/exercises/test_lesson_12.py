"""Lesson 12: the figures its cells and checks stand on, and what the checks make of odd answers."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from companion.exercises.judging import Report, judge
from companion.exercises.lesson_12_groups import STUB
from companion.exercises.registry import exercise, lesson
from companion.exercises.todo import TODO
from companion.scenarios import crowd
from companion.scenarios.copies import MODELS, copies, order_42, outage
from companion.scenarios.four_models import Network
from companion.scenarios.routes import MODELS as ASKED
from companion.scenarios.routes import QUESTIONS, asked, right_choice
from companion.scenarios.sent import POST_VIEWS, index_request
from companion.scenarios.social import POST_456
from companion.scenarios.social_events import CreatePost

SOURCE = Path(__file__).parents[2] / "notebooks" / "source" / "12_one_write_many_reads.py"
RIGHT = {"a1": "feed", "a2": "write", "b1": "search", "b2": "write",
         "c1": "analytics", "c2": "nobody", "d1": "write", "d2": "media"}  # fmt: skip
APART = {name: (name, models) for name, (_, models) in STUB.items()}


def report(task: str, answer: Any) -> Report:
    found = judge(exercise(task), answer)
    assert not found.fault, found.fault
    return found


def points(task: str, answer: Any) -> int:
    return report(task, answer).points


# --- what the cells show --------------------------------------------------------------------------


def test_points_are_those_of_the_title() -> None:
    found = lesson("12")
    assert sum(e.points for e in found.exercises if not e.bonus) == 18
    assert sum(p.points for p in found.predictions) == 2
    assert sum(e.points for e in found.exercises if e.bonus) == 3


def test_ada_s_post_is_read_after_500_seconds_and_with_a_line_at_once() -> None:
    ends = [each.done_s for each in crowd.evening(crowd.TRAIN)]
    assert ends == pytest.approx([500.0, 500.00003], abs=1e-9)
    assert f"{crowd.evening(crowd.TRAIN)[-1].done:%H:%M:%S}" == "20:08:20"
    ends = [each.done_s for each in crowd.evening(crowd.TRAIN, 1_000_000)]
    assert ends == pytest.approx([0.0, 1.00003], abs=1e-9)


@pytest.mark.parametrize(
    ("lines", "says", "ada"),
    [
        ({"a": 50_000_000}, "pulled from 50,000,000 on\n", "20:00:01"),
        ({"a": 60_000_000.5}, "pulled from 60,000,000.5 on\n", "20:08:20"),
        ({"a": Decimal(2_000_000)}, "pulled from 2,000,000 on\n", "20:00:01"),
        ({"a": Fraction(2_000_000)}, "pulled from 2,000,000 on\n", "20:00:01"),
        ({" A": 50_000_000}, "pulled from 50,000,000 on\n", "20:00:01"),
        ({"a": TODO}, "the footballer is pulled, as long as your a is no number\n", "20:00:01"),
        ([3], "as long as your a is no number\n", "20:00:01"),
    ],
)
def test_tonight_is_told_again_with_the_learner_s_line_or_says_that_it_is_not(
    lines: Any, says: str, ada: str, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd.again(lines)
    told = capsys.readouterr().out
    assert says in told
    assert told.endswith(f"Ada: begun at {ada}, in its last feed at {ada}\n")


@pytest.mark.parametrize(
    ("line", "each_once", "great_more"),
    [(3, 102.04, 102.04), (50_000_000, 101.02, 105.02), (1_000_000, 102.02, 102.02), (None, 51.02, 505.02)],
)
def test_the_work_of_a_line_in_millions(line: int | None, each_once: float, great_more: float) -> None:
    works = [round(crowd.work(authors, line, 2) / 1e6, 2) for authors in crowd.POPULATIONS.values()]
    assert works == [each_once, great_more]


def test_the_real_feed_counts_what_the_formula_says_and_its_pages_do_not_depend_on_the_line() -> None:
    authors = [(20, 1), (60, 3), (200, 12)]
    runs = {line: crowd.counted(line) for line in (10_000, 200, 60, 20, 1)}
    assert [run[:2] for run in runs.values()] == [(2600, 0), (200, 400), (20, 520), (0, 560), (0, 560)]
    for line, (writes, lookups, pages) in runs.items():
        assert writes + lookups == crowd.work(authors, line, 2)
        assert pages == runs[10_000][2]
        assert len(pages[0]) == 16


def test_who_waits_a_minute_behind_pushed_authors() -> None:
    assert crowd.waits([999_999] * 6, 1_000_000) < 60 < crowd.waits([999_999] * 7, 1_000_000)
    assert crowd.waits([50_000_000], 1_000_000) < 1


def test_the_four_models_of_post_456() -> None:
    network = Network()
    network.posts.follow(123, 7)
    network.posts.do(POST_456)
    network.posts.like(456, 123)
    network.posts.comment(1, 456, 123, "Nice")
    network.settle()
    assert network.feed.newest("123") == ("456",)
    assert network.search.find("paris") == network.search.find("#travel") == network.search.find("PARI*")
    assert network.media.copies == {456: b"media/456.jpg"}
    counts = {name: (w.counts.handled, w.counts.ignored) for name, w in network.consumers.items()}
    assert counts == {"FeedBuilder": (2, 2), "SearchIndexer": (1, 3), "Analytics": (3, 1), "CDN": (1, 3)}


def test_the_document_of_a_post_has_the_day_on_which_it_was_made_and_tags_that_no_column_has() -> None:
    request = index_request(POST_456)
    assert request.startswith("PUT /posts/_doc/456\n")
    assert '"created_at": "2023-11-14"' in request
    assert re.sub(r"\s+", "", request).count('"hashtags":["paris","travel"]') == 1
    assert "post_id" in POST_VIEWS
    with pytest.raises(ValueError, match="post 1 has no created_at"):
        index_request(CreatePost(1, 7, "now"))


def test_while_search_is_away_one_handler_writes_the_feed_five_times_and_the_others_nothing() -> None:
    rows = {line.rsplit(maxsplit=2)[0]: line.split()[-2:] for line in outage().splitlines()[1:]}
    assert rows == {"feed": ["40", "200"], "search": ["0", "0"], "analytics": ["40", "0"],
                    "media": ["40", "0"], "dead letters": ["40", "40"]}  # fmt: skip


def test_every_question_has_one_model_that_is_right_and_reads_nothing_else() -> None:
    assert {question: right_choice(question) for question in QUESTIONS} == RIGHT
    for question in QUESTIONS:
        fit = [m for m in ASKED if asked(question, m).right and not asked(question, m).cost]
        assert fit == [RIGHT[question]], question


def test_the_lesson_asks_the_questions_that_are_judged() -> None:
    asked_there = dict(
        re.findall(r"^# - ([a-d][12]): (.+)$", SOURCE.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert asked_there == QUESTIONS


# --- edges of the checks --------------------------------------------------------------------------


def test_the_untouched_answers_earn_nothing() -> None:
    assert points("12-route", dict.fromkeys(RIGHT, TODO)) == 0
    assert not report("12-groups", STUB).attempted
    for task in ("12-scale", "12-best"):
        assert points(task, lambda *_: TODO) == 0


@pytest.mark.parametrize("odd", [{"a1": 3}, {"a1": None}, {1: "feed"}, {"a1": ["feed"]}, {"x": "feed"}])
def test_odd_routes_are_judged_with_a_sentence(odd: Any) -> None:
    found = report("12-route", odd)
    assert (found.points, found.misconception) == (0, None)


def test_a_mistyped_letter_is_pointed_out() -> None:
    typed = {**{key: model for key, model in RIGHT.items() if key != "b1"}, "b 1": "search"}
    assert "nothing is called 'b 1'" not in str(report("12-route", RIGHT))
    assert "b1 is not chosen yet" in str(report("12-route", typed))


@pytest.mark.parametrize(
    "odd",
    [
        {"FeedBuilder": "social"}, {"FeedBuilder": ("social",)}, {"FeedBuilder": ("", ["feed"])},
        {"Feeder": ("f", ["feed"])}, {"FeedBuilder": (3, ["feed"])}, {"FeedBuilder": ("f", 3)},
        {"FeedBuilder": ("f", ["feeds"])}, {"FeedBuilder": TODO},
    ],
)  # fmt: skip
def test_odd_plans_are_judged_with_a_sentence(odd: Any) -> None:
    found = report("12-groups", odd)
    assert (found.points, found.misconception) == (0, None)


def test_a_plan_s_groups_may_have_any_names_and_its_services_any_work() -> None:
    assert points("12-groups", APART) == 5
    turned = {"FeedBuilder": ("a", ["media"]), "CDN": ("b", "feed"), "Analytics": ("c", ["search"]),
              "SearchIndexer": ("d", ["analytics"])}  # fmt: skip
    assert points("12-groups", turned) == 5


def test_every_outage_is_tried_not_only_that_of_search() -> None:
    search_alone = {
        "FeedBuilder": ("rest", ["feed", "analytics", "media"]),
        "SearchIndexer": ("s", ["search"]),
    }
    found = report("12-groups", search_alone)
    assert found.points == 1
    assert "feed is away" in str(found)


def test_a_model_that_is_written_twice_for_each_event_is_counted() -> None:
    twice = {**APART, "CDN": ("CDN", ["media", "media"])}
    found = report("12-groups", twice)
    assert found.points == 3
    assert "search is away: 40 events, and media is written 80 times" in " ".join(str(found).split())


def test_in_one_group_the_posts_are_shared_out() -> None:
    ended = copies(STUB)
    assert [ended.posts(model) for model in MODELS] == [5, 6, 4, 5]
    assert sum(ended.written(model) for model in MODELS) == 40


def test_a_question_and_a_model_are_asked_as_the_check_reads_them() -> None:
    loud = {key.upper(): f" {model.upper()}" for key, model in RIGHT.items()}
    assert points("12-route", loud) == 5
    for (question, model), shouted in zip(RIGHT.items(), loud.items(), strict=True):
        assert asked(*shouted) == asked(question, model)


def test_a_row_that_is_not_written_yet_reads_nothing_and_a_line_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row: Any
    for row in (TODO, None, ("CDN",), (TODO, ["media"]), ("CDN", TODO)):
        ended = copies({**APART, "CDN": row}, events=order_42())
        assert [model for model, words in ended.words.items() if words] == ["feed", "search", "analytics"]
        assert capsys.readouterr().out == f'CDN is {row}, not ("group", ["model"]): it reads nothing\n'
    untouched: Any = TODO
    assert not any(copies(untouched, events=order_42()).words.values())
    assert capsys.readouterr().out == "the plan is not written yet: nobody reads\n"


def test_the_only_model_of_a_service_needs_no_list() -> None:
    ended = copies({**APART, "CDN": ("CDN", "media")}, events=order_42())
    assert all(ended.words.values())


@pytest.mark.parametrize(
    "odd", [lambda n: None, lambda n: 3, lambda n: {}, lambda n: [1], lambda n: 1 / 0, print]
)
def test_odd_scales_are_judged_with_a_sentence(odd: Any) -> None:
    found = report("12-scale", odd)
    assert (found.points, found.misconception) == (0, None)


def right_scale(n: Any, factor: float = 1.0) -> dict[str, float]:
    posts = sum(many * each for many, _, each in n["authors"]) / 86_400
    writes = sum(many * followers * each for many, followers, each in n["authors"]) / 86_400
    return {
        "posts_per_s": posts * factor, "reads_per_s": n["users"] * n["loads_per_user"] / 86_400,
        "writes_per_s": writes, "peak_writes_per_s": writes * n["peak"],
        "feed_gb": n["users"] * n["kept"] * n["entry_bytes"] / 1e9,
        "media_tb_per_day": posts * 86_400 * n["media_bytes"] / 1e12,
    }  # fmt: skip


@pytest.mark.parametrize(("factor", "earned"), [(1.0, 6), (1 + 9e-7, 6), (1 + 2e-6, 4), (-1.0, 4)])
def test_scale_is_exact_to_one_in_a_million(factor: float, earned: int) -> None:
    assert points("12-scale", lambda n: right_scale(n, factor)) == earned


def test_a_scale_that_is_right_in_one_world_only_is_not_right() -> None:
    first: dict[str, dict[str, float]] = {}

    def remembered(n: Any) -> dict[str, float]:
        return first.setdefault("once", right_scale(n))

    assert points("12-scale", remembered) == 0


def test_a_scale_that_empties_its_authors_is_told_so() -> None:
    def emptied(n: Any) -> dict[str, float]:
        found = right_scale(n)
        n["authors"].clear()
        return found

    assert "changed" in str(report("12-scale", emptied))


@pytest.mark.parametrize(
    ("a", "b", "earned"),
    [
        (1_000_001, 3, 2), (50_000_000, 0, 2), (50_000_000, -5.5, 2), (1_000_000, 3, 1), (50_000_001, 3, 1),
        (50_000_000, 4, 1), (1e6, float("inf"), 0), (True, "3", 0), (float("nan"), [3], 0), (TODO, None, 0),
    ],
)  # fmt: skip
def test_a_line_stands_above_a_million_where_ten_seconds_count_and_below_all_where_they_do_not(
    a: Any, b: Any, earned: int
) -> None:
    assert points("12-draw", {"a": a, "b": b}) == earned


def test_two_amounts_of_work_are_told_with_enough_digits_to_tell_them_apart() -> None:
    found = " ".join(str(report("12-draw", {"a": 50_000_000, "b": 20_000})).split())
    assert "the work is 25.5102 million, expected 25.5101 million" in found


def test_a_list_where_a_model_is_wanted_is_shown_as_it_is() -> None:
    assert "d1: ['write'], expected" in str(report("12-route", {**RIGHT, "d1": ["write"]}))


def test_only_a_model_that_two_groups_write_is_told_so() -> None:
    twice = {**APART, "Analytics": ("Analytics", ["analytics", "feed"])}
    assert report("12-groups", twice).misconception == "two groups write one model"
    retried = {**APART, "FeedBuilder": ("FeedBuilder", ["feed", "search"])}
    assert report("12-groups", retried).misconception == "two jobs in one handler"


@pytest.mark.parametrize(
    "odd", [lambda *_: None, lambda *_: "50", lambda *_: float("nan"), lambda a, b: 3, lambda *_: -5, len]
)
def test_odd_lines_are_judged_with_a_sentence(odd: Any) -> None:
    found = report("12-best", odd)
    assert found.points == 0


def test_nobody_may_be_any_number_above_all() -> None:
    def best(authors: Any, loads: float, limit_s: float) -> Any:
        lines = [*(f for f, _ in authors), 10**15]
        fit = [each for each in lines if crowd.slowest_s(authors, each) <= limit_s]
        return min(fit, key=lambda line: crowd.work(authors, line, loads))

    assert points("12-best", best) == 3
    assert points("12-best", lambda *given: float("inf") if best(*given) == 10**15 else best(*given)) == 3
