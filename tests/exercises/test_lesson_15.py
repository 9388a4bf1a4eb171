"""Lesson 15: the examiner runs; points come out of runs, words earn nothing, bad input costs a line."""

from __future__ import annotations

import copy
from types import MappingProxyType
from typing import Any

import pytest

from companion.classroom.execute import ROOT
from companion.classroom.source import read, sources
from companion.exercises import TODO, exam, exercise, judge
from companion.exercises.exam import LINES
from companion.exercises.judging import Report
from companion.exercises.registry import lesson

DINNER: dict[str, Any] = exam.QUOTED[1]
IDEA: dict[str, Any] = exam.QUOTED[2]
ROWS: list[tuple[str, ...]] = DINNER["reactions"]
RESERVED: dict[str, Any] = {
    **DINNER,
    "reactions": [
        ("OrderPlaced", "Inventory", "InventoryReserved"),
        *[("InventoryReserved", *row[1:]) if row[1] == "Payment" else row for row in ROWS],
        ("OrderDelivered", "Payment", "PaymentCaptured"),
        ("30 minutes pass", "Order", "DeliveryTimedOut"),
    ],
    "critical": ["OrderPlaced", "InventoryReserved", "PaymentAuthorized", "OrderAcceptedByRestaurant"],
    "later": ["DriverAssigned", "OrderPickedUp", "OrderDelivered", "OrderRated", "PaymentCaptured", "Email"],
    "once": ["Restaurant", "Delivery"],
}
"""The quoted dinner, mended until nothing stands on its margin."""


def told(report: Report, criterion: str) -> str:
    return report.findings[criterion].evidence


def failed(question: int, design: Any) -> list[str]:
    return list(exam.grade(question, design).findings)


def test_the_exam_is_worth_100_points_in_six_graded_items_and_3_bonus_points() -> None:
    parts = lesson("15")
    assert parts.points == 100
    graded = [e for e in parts.exercises if not e.bonus]
    assert len(graded) + len(parts.predictions) == 6
    assert sum(e.points for e in parts.exercises if e.bonus) == 3


# ---- points come out of runs ---------------------------------------------------------------------


def test_the_two_questions_are_worth_40_each_the_twelve_6_and_the_prediction_2() -> None:
    worth = {e.id: e.points for e in lesson("15").exercises}
    assert [worth[id] for id in ("15-when", "15-dinner", "15-feed")] == [6, 40, 40]
    assert {p.id: p.points for p in lesson("15").predictions}["15-printed"] == 2


@pytest.mark.parametrize(("question", "points"), [(1, 40), (2, 24)])
def test_the_quoted_answers_earn_40_and_24(question: int, points: int) -> None:
    assert exam.grade(question, exam.QUOTED[question]).points == points
    assert sum(exam.earned(question, exam.QUOTED[question]).values()) == points


@pytest.mark.parametrize(("question", "points"), [(1, 40), (2, 24)])
def test_they_earn_it_by_running_and_not_by_being_known(question: int, points: int) -> None:
    mine = {"why": "in my own words", **copy.deepcopy(exam.QUOTED[question])}
    assert exam.grade(question, mine).points == points
    broken = {**mine, "reactions": ROWS[:2], "write": []}
    assert exam.grade(question, broken).points < points


def test_the_criteria_of_an_examiner_are_those_of_the_learner_s_check() -> None:
    for question, task in exam.QUESTIONS.items():
        assert exercise(task.id) is task
        assert list(exam.earned(question, {})) == [each.name for each in task.criteria]


def test_the_idea_earns_the_six_concepts_and_no_detail() -> None:
    points = list(exam.earned(2, IDEA).values())
    assert points == [4] * 6 + [0] * 11


def test_the_printed_example_earns_no_more_than_the_idea_and_breaks_in_four_places() -> None:
    assert exam.grade(2, exam.PRINTED).points == exam.grade(2, IDEA).points == 24
    assert [name for name in failed(2, exam.PRINTED) if not name.startswith("number:")] == [
        "tables refuse what cannot be",
        "an author's followers are found by an index",
        "the newest fifty, newest first",
        "an edit leaves no old words, a deletion nothing",
        "search finds Paris, and only it",
        "likes are counted, a repeat once",
    ]


def test_what_the_prediction_calls_right_is_what_the_printed_example_earns_when_it_is_run() -> None:
    asked = next(each for each in lesson("15").predictions if each.id == "15-printed")
    assert asked.choices[asked.answer] == str(exam.grade(2, exam.PRINTED).points)
    assert f"gave the idea {exam.grade(2, IDEA).points} of 40" in asked.question
    report = exam.grade(2, exam.PRINTED)
    silent = [name for name in report.findings if "nobody answers" in told(report, name)]
    broken = [name for name in report.findings if name not in silent and not name.startswith("number:")]
    assert (len(broken), len(silent) + 1) == (4, 3)  # the numbers are one question
    assert asked.reasons[asked.reason] == (
        "what it says breaks in four places, and three questions it does not answer"
    )


@pytest.mark.parametrize("question", [1, 2])
def test_an_empty_design_earns_nothing(question: int) -> None:
    assert exam.grade(question, {}).points == 0
    assert exam.grade(question, TODO).points == 0


def test_the_row_that_the_notebook_begins_with_is_not_attempted() -> None:
    source = read(sources(ROOT, "15")[0])
    cell = next(each for each in source.cells if each.name == "dinner")
    begun: dict[str, Any] = {}
    exec(cell.learner(), begun)
    assert not exam.grade(1, begun["dinner"]).attempted
    assert exam.grade(1, {**begun["dinner"], "events": ["OrderPlaced"]}).attempted


@pytest.mark.parametrize("question", [1, 2])
def test_key_words_earn_at_most_10(question: int) -> None:
    assert exam.grade(question, exam.KEY_WORDS[question]).points <= 10
    words = dict.fromkeys(exam.KEY_WORDS[question], "choreography saga CQRS Redis ZADD idempotent Kafka")
    assert exam.grade(question, words).points <= 10


def test_the_words_under_the_answers_name_criteria_that_there_are() -> None:
    for question, headings in LINES.items():
        names = [each.name for each in exam.QUESTIONS[question].criteria] + ["", "number:"]
        assert not [run_by for _, lines in headings for _, run_by in lines if run_by not in names]
    assert {run_by for _, lines in LINES[1] for _, run_by in lines} <= set(exam.earned(1, DINNER))


# ---- question 1 ----------------------------------------------------------------------------------


def test_the_quoted_dinner_has_five_notes_on_its_margin_and_the_mended_one_none() -> None:
    assert len(exam.notes(1, DINNER)) == 5
    assert exam.notes(1, RESERVED) == []
    assert exam.grade(1, RESERVED).points == 40


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"once": []}, "PaymentAuthorized comes twice: 2 dinners"),
        ({"once": ["Restaurant", "Delivery", "Cook"]}, "once: nobody is called Cook"),
        (
            {"reactions": [*RESERVED["reactions"], ("OrderDelivered", "Order", "OrderRated")]},
            "OrderRated is a reaction",
        ),
        ({"later": ["Email"]}, "neither critical nor later: DriverAssigned, OrderPickedUp"),
        (
            {"reactions": [*ROWS, ("PaymentAuthorized", "Inventory", "InventoryReserved")]},
            "InventoryReleased: nobody had reserved anything",
        ),
    ],
)
def test_a_note_comes_back_with_its_cause(change: dict[str, Any], note: str) -> None:
    assert any(each.startswith(note) for each in exam.notes(1, {**RESERVED, **change}))


def test_a_star_that_orders_and_rates_is_no_orchestra() -> None:
    star = [
        row if row[0] in ("a customer orders", "a customer rates") else ("OrderPlaced", *row[1:])
        for row in ROWS
    ]
    rated = [*star, ("OrderRated", "Loyalty", "PointsEarned"), ("OrderPlaced", "Loyalty", "OrderCounted")]
    assert "at least four services, and nobody is in charge" not in failed(1, {**DINNER, "reactions": rated})


def test_an_undo_that_a_timeout_brings_about_as_well_is_done_once_on_each_evening() -> None:
    rows = [*RESERVED["reactions"], ("DeliveryTimedOut", "Inventory", "InventoryReleased")]
    assert exam.grade(1, {**RESERVED, "reactions": rows}).points == 40


def test_a_stock_given_back_twice_is_told_with_the_number() -> None:
    rows = [
        *ROWS,
        ("InventoryReleased", "Order", "OrderCancelled"),
        ("PaymentDeclined", "Shelf", "InventoryReleased"),
    ]
    report = exam.grade(1, {**DINNER, "reactions": rows})
    assert told(report, "card declined: undone, once") == "InventoryReleased happens 2 times"


def test_each_promise_has_its_own_critical_events() -> None:
    seven = [*RESERVED["critical"], "DriverAssigned", "OrderPickedUp", "OrderDelivered"]
    delivered = {
        **RESERVED,
        "promise": "OrderDelivered",
        "critical": seven,
        "later": ["Email", "PaymentCaptured"],
    }
    assert exam.grade(1, delivered).points == 40
    assert failed(1, {**delivered, "critical": seven[:-1]}) == ["critical is what the promise needs"]
    report = judge(exam.QUESTIONS[1], {**delivered, "critical": seven[:-1]})
    assert "OrderDelivered, the promise itself, is missing" in str(report)
    assert not report.misconception


def test_what_a_later_service_publishes_is_later_too() -> None:
    late = {**RESERVED, "later": ["Delivery", "PaymentCaptured", "OrderRated", "Email"]}
    assert exam.notes(1, late) == []


def test_a_promise_of_little_is_no_promise() -> None:
    cheap = {**DINNER, "promise": "OrderPlaced", "critical": ["OrderPlaced"]}
    assert failed(1, cheap) == ["critical is what the promise needs", "what comes later may fail"]


@pytest.mark.parametrize(
    ("change", "criterion", "says"),
    [
        ({"events": 5}, "each event happens, and the evening ends", "events is 5, wanted a list"),
        (
            {"events": [*DINNER["events"], 7]},
            "each event happens, and the evening ends",
            "7 stands in events",
        ),
        (
            {"events": [*DINNER["events"], "DriverFound"]},
            "each event happens, and the evening ends",
            "DriverFound never happens: no row publishes it",
        ),
        (
            {"reactions": [*ROWS, ("OrderPlaced", "", "Logged")]},
            "at least five events, and each is a fact",
            "'' is no 'service'; nobody acts on it",
        ),
        (
            {"reactions": [*ROWS, ("OrderPlaced", None, "Logged")]},
            "at least five events, and each is a fact",
            "None is no 'service'",
        ),
        (
            {"reactions": [*ROWS, ("OrderDelivered", "Loyalty", "OrderPlaced")]},
            "each event happens, and the evening ends",
            "and still running",
        ),
        (
            {"later": ["Emial"]},
            "what comes later may fail",
            "Emial is no event and no service of any row; did you mean 'Email'?",
        ),
        (
            {"undo": {"InventoryReleased": 1}},
            "card declined: undone, once",
            "undo is {'InventoryReleased': 1}",
        ),
        ({"promise": 3}, "critical is what the promise needs", "promise is 3, wanted the name of one event"),
        ({"critical": None}, "critical is what the promise needs", "critical names nothing"),
    ],
)
def test_bad_input_costs_its_own_criterion_and_names_the_value(
    change: dict[str, Any], criterion: str, says: str
) -> None:
    report = exam.grade(1, {**DINNER, **change})
    assert not report.fault
    assert says in told(report, criterion)
    assert report.points >= 24


def test_a_huge_design_is_played_as_far_as_it_can_be_and_told_so() -> None:
    many = [("OrderPlaced", f"S{number}", "ParcelSent") for number in range(10_000)]
    report = exam.grade(
        1, {**DINNER, "reactions": [*ROWS, *many], "events": [*DINNER["events"], "x" * 10_000]}
    )
    said = told(report, "at least five events, and each is a fact")
    assert "there are more than 50 rows: the first 50 are played" in said
    assert "x" * 81 not in str(report).replace("\n", "").replace(" ", "")
    assert report.points == 32


def test_a_chain_that_never_ends_is_marked_in_all_its_other_criteria() -> None:
    circle = [("OrderDelivered", "Archive", "CopyKept"), ("CopyKept", "Archive", "CopyKept")]
    report = exam.grade(1, {**DINNER, "reactions": [*ROWS, *circle]})
    assert not report.fault
    assert report.points == 36


def test_an_endless_list_of_commands_costs_no_other_part() -> None:
    design = {
        **exam.QUOTED[2],
        "sync": {"search": {"PostCreated": ["SET a b"] * 100_000}, "feed": {"PostCreated": None}},
    }
    report = exam.grade(2, design)
    said = told(report, "search finds Paris, and only it")
    assert "search has more than 20 texts in one list: the first 20 are run" in said
    assert report.points == 24


def test_a_misspelt_part_is_named_and_other_parts_are_for_people() -> None:
    parts = {("critcal" if name == "critical" else name): part for name, part in DINNER.items()}
    report = exam.grade(1, {**parts, "why": "autonomy"})
    assert "'critcal' is no part of a design; did you mean 'critical'?" in told(
        report, "critical is what the promise needs"
    )
    assert report.points == 35


@pytest.mark.parametrize("design", [5, "choreography", ["OrderPlaced"], None])
@pytest.mark.parametrize("question", [1, 2])
def test_what_is_no_design_is_told_what_is_wanted(question: int, design: Any) -> None:
    report = exam.grade(question, design)
    assert report.points == 0
    assert "wanted is a dict" in str(report)


# ---- question 2 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "criterion", "says"),
    [
        ({"tables": ["CREATE TABEL x (a)"]}, "tables refuse what cannot be", 'near "TABEL": syntax error'),
        ({"tables": 5}, "tables refuse what cannot be", "tables is 5, wanted a list of texts"),
        (
            {"sync": {"feed": {"PostCreated": None}, "likes": {"PostLikd": []}}},
            "likes are counted, a repeat once",
            "likes waits for 'PostLikd', which nobody publishes",
        ),
        (
            {"questions": {"feed": None, "likes": 3}},
            "likes are counted, a repeat once",
            "likes is answered by 3",
        ),
        ({"may_be_late": ["feed", "fede"]}, "the feed may be late, and comes right", "'fede' is no answer"),
        ({"numbers": 7}, "number: feed_gb", "numbers is 7, wanted a function of n"),
        ({"numbers": lambda n: {"feed_gb": "2000"}}, "number: feed_gb", "feed_gb is '2000' (a text)"),
        ({"numbers": lambda n: {"feed_gb": None}}, "number: feed_gb", "feed_gb is None"),
        ({"numbers": lambda n: n["user"]}, "number: feed_gb", "KeyError: 'user'"),
        ({"numbers": lambda: 0}, "number: feed_gb", "TypeError"),
        ({"index_tables": ["CREATE x"], "questions": {"feed": None, "search": "SELECT 1"}},
         "search finds Paris, and only it", 'CREATE x: SQLite says: near "x": syntax error'),
    ],
)  # fmt: skip
def test_bad_input_to_question_2_costs_its_own_criterion(
    change: dict[str, Any], criterion: str, says: str
) -> None:
    report = exam.grade(2, {**IDEA, **change})
    assert not report.fault
    assert says in told(report, criterion)
    assert report.points >= 20


def test_numbers_that_never_end_are_stopped_and_the_rest_is_marked() -> None:
    def endless(n: Any) -> Any:
        while True:
            pass

    report = exam.grade(2, {**IDEA, "numbers": endless})
    assert "does a loop never end?" in told(report, "number: posts_per_s")
    assert report.points == 24


def test_what_decides_is_never_late_and_each_says_what_would_happen() -> None:
    for name in ("liked", "may_delete", "name_free"):
        report = exam.grade(2, {**IDEA, "may_be_late": ["feed", name]})
        assert report.points == 20
        assert f"{name} may be late: " in told(report, "what must be true now is not late")


def test_a_feed_answered_with_its_scores_is_the_same_feed() -> None:
    put = ["ZADD feed:{follower} {at} {post_id}"]
    scored = {
        **IDEA,
        "sync": {"feed": {"PostCreated": put}},
        "questions": {"feed": "ZREVRANGE feed:{reader} 0 49"},
    }
    scored["questions"] = {"feed": scored["questions"]["feed"] + " WITHSCORES"}
    assert exam.grade(2, scored).points == 26


def test_a_feed_may_be_kept_in_the_index_and_trimmed_or_not_a_note_says() -> None:
    put = ["ZADD feed:{follower} {at} {post_id}"]
    whole = {
        **IDEA,
        "sync": {"feed": {"PostCreated": put}},
        "questions": {"feed": "ZREVRANGE feed:{reader} 0 49"},
    }
    assert "60 posts, and the feed keeps all of them: it is never trimmed" in exam.notes(2, whole)
    cut = {**whole, "sync": {"feed": {"PostCreated": [*put, "ZREMRANGEBYRANK feed:{follower} 0 -51"]}}}
    assert len(exam.notes(2, cut)) == 1


# ---- what the notebook shows ---------------------------------------------------------------------


def test_the_outages_are_those_of_your_dinner_and_of_the_quoted_one_while_it_has_no_rows() -> None:
    assert "your dinner" in str(exam.outages(RESERVED))
    assert "yours does nothing yet" in str(exam.outages({"reactions": ROWS[:1]}))
    assert "yours does nothing yet" in str(exam.outages(TODO))


def test_where_nobody_is_hungry_the_legend_says_that_nobody_need_be_told() -> None:
    drawn = exam.outages(RESERVED).svg()
    assert "no need" in drawn
    assert "did not run" not in drawn


def test_a_design_in_any_mapping_is_shown_like_one_in_a_dict(capsys: pytest.CaptureFixture[str]) -> None:
    assert exam.notes(1, MappingProxyType(DINNER)) == exam.notes(1, DINNER)
    assert exam.notes(2, MappingProxyType(exam.PRINTED)) == exam.notes(2, exam.PRINTED)
    assert str(exam.outages(MappingProxyType(RESERVED))) == str(exam.outages(RESERVED))
    exam.typed(MappingProxyType(exam.PRINTED))
    assert capsys.readouterr().out.startswith("your commands:")


def test_what_refuses_a_repeat_in_one_read_model_is_told_of_no_other_question() -> None:
    refuses = ["INSERT INTO feeds VALUES ({follower}, {post_id}, {at})"]
    report = exam.grade(
        2,
        {
            **IDEA,
            "sync": {
                "feed": {"PostCreated": refuses},
                "likes": {"PostLiked": ["SADD likes:{post_id} {user_id}"]},
            },
            "index_tables": ["CREATE TABLE feeds (reader, post_id, at, PRIMARY KEY (reader, post_id))"],
            "questions": {
                "feed": "SELECT post_id FROM feeds WHERE reader = {reader} ORDER BY at DESC LIMIT 50",
                "likes": "SCARD likes:{post_id}",
            },
        },
    )
    assert "the event comes again, and is refused" in told(report, "the newest fifty, newest first")
    assert "likes are counted, a repeat once" not in report.findings


def test_what_is_typed_is_your_design_and_the_printed_example_while_it_is_todo(
    capsys: pytest.CaptureFixture[str],
) -> None:
    exam.typed(TODO)
    assert "the printed example; yours is TODO" in capsys.readouterr().out
    exam.typed({**IDEA, "sync": {"feed": {"PostCreated": ["SADD feed:{follower} {post_id}"]}}})
    assert "SADD feed:123 456  ->  1" in capsys.readouterr().out


def test_a_margin_says_when_there_is_nothing_and_when_nothing_runs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    exam.margin(1, RESERVED)
    exam.margin(1, {"reactions": ROWS[:1]})
    exam.margin(1, TODO)
    assert capsys.readouterr().out.splitlines() == ["no note on your margin", *["nothing to run yet"] * 2]
