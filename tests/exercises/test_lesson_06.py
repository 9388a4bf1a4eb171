"""Lesson 06: the edges of what its checks see, and the learner's faults that a full-mark answer survives."""

from typing import Any

import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.registry import lesson
from companion.sourcing import StatementFailed

ASK = "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id"
ADD = "UPDATE till SET cents = cents + ?"
RIGHT_CHOICE = {
    "paid ids": "nothing", "till": "inbox", "light switch": "inbox", "address": "version",
    "told twice": "request key", "mail": "request key",
}  # fmt: skip


def told(id: str, answer: object, times: int = 2) -> str:
    report = judge(exercise(id), answer, times)
    assert not report.fault, report.fault
    return " ".join(str(report).split())


def points(id: str, answer: object) -> int:
    return judge(exercise(id), answer).points


def test_the_lesson_is_worth_20_points_in_five_graded_items_and_3_bonus_points() -> None:
    parts = lesson("06")
    assert parts.points == 20
    graded = [e for e in parts.exercises if not e.bonus]
    assert len(graded) + sum(p.points > 0 for p in parts.predictions) == 5
    assert [e.points for e in parts.exercises if e.bonus] == [3]


def stub_charge(store: Any, envelope: Any) -> None:
    with store.transaction() as tx:
        tx.execute(ADD, envelope.event.total_cents)


def stub_apply(view: Any, event: Any) -> None:
    if event.kind == "OrderClosed":
        view.pop(event.order_id, None)
    else:
        view[event.order_id] = event.version, event.address


@pytest.mark.parametrize(
    ("id", "untouched"),
    [
        ("06-inbox", stub_charge),
        ("06-settle", TODO),
        ("06-choose", dict.fromkeys(RIGHT_CHOICE, TODO)),
        ("06-late", stub_apply),
    ],
)
def test_untouched_totals_0(id: str, untouched: object) -> None:
    assert points(id, untouched) == 0


# ---- inbox -------------------------------------------------------------------------------------------


def test_a_cache_in_front_of_the_table_is_right() -> None:
    known: set[str] = set()

    def charge(store: Any, envelope: Any) -> None:
        if envelope.id in known:
            return
        with store.transaction() as tx:
            if tx.execute(ASK, envelope.id):
                tx.execute(ADD, envelope.event.total_cents)
        known.add(envelope.id)

    assert points("06-inbox", charge) == 6


def test_memory_in_the_process_earns_the_repeats_alone_and_the_same_every_time() -> None:
    known: list[str] = []

    def charge(store: Any, envelope: Any) -> None:
        if envelope.id not in known:
            known.append(envelope.id)
            stub_charge(store, envelope)

    first, second = judge(exercise("06-inbox"), charge), judge(exercise("06-inbox"), charge)
    assert first.points == 2
    assert first.lines == second.lines
    assert first.misconception == "remembers in the process"


def test_the_first_failure_shows_what_was_seen_and_the_second_names_it() -> None:
    def charge(store: Any, envelope: Any) -> None:
        with store.transaction() as tx:
            if tx.execute("SELECT id FROM seen WHERE id = ?", envelope.id):
                return
        with store.transaction() as tx:
            tx.execute(ASK, envelope.id)
            tx.execute(ADD, envelope.event.total_cents)

    assert "the other worker came before transaction 2: the till holds 900" in told("06-inbox", charge, 1)
    assert "asks, then acts" not in told("06-inbox", charge, 1)
    assert "looks like: asks, then acts." in told("06-inbox", charge)


def test_a_crash_that_the_answer_swallows_changes_nothing() -> None:
    def charge(store: Any, envelope: Any) -> None:
        try:
            with store.transaction() as tx:
                if tx.execute(ASK, envelope.id):
                    tx.execute(ADD, envelope.event.total_cents)
        except BaseException:
            pass

    said = told("06-inbox", charge)
    assert points("06-inbox", charge) == 4  # it swallows an absent database, too: that costs two
    assert "the database was away" in said and "died" not in said


@pytest.mark.parametrize(
    "sql", ["DROP TABLE till", "DELETE FROM till", "UPDATE till SET cents = 'many'", "nonsense", 7]
)
def test_whatever_is_done_to_the_tables_is_judged_with_a_sentence(sql: Any) -> None:
    def charge(store: Any, envelope: Any) -> None:
        with store.transaction() as tx:
            tx.execute(sql)

    report = judge(exercise("06-inbox"), charge)
    assert not report.fault, report.fault
    assert report.points == 0


def test_answers_that_do_something_else_are_told_so() -> None:
    def nothing(store: Any, envelope: Any) -> None: ...

    def endless(store: Any, envelope: Any) -> None:
        while True:
            with store.transaction() as tx:
                tx.execute("SELECT 1")

    def leaves_it_open(store: Any, envelope: Any) -> None:
        tx = store.transaction().__enter__()
        tx.execute(ADD, envelope.event.total_cents)

    for odd in (nothing, endless, leaves_it_open, print, None, 3):
        report = judge(exercise("06-inbox"), odd)
        assert not report.fault, report.fault
        assert report.points == 0


def test_a_statement_that_fails_in_the_middle_leaves_nothing_behind() -> None:
    from companion.exercises.lesson_06_inbox import _letters
    from companion.exercises.strike import Striking
    from companion.scenarios.charging import in_till, till

    def charge(store: Any, envelope: Any) -> None:
        with store.transaction() as tx:
            if tx.execute(ASK, envelope.id):
                tx.execute(ADD, envelope.event.total_cents)

    def refuses(step: str) -> None:
        raise StatementFailed(ADD, "the disk is full")

    inside, letters = till(), _letters()
    with pytest.raises(StatementFailed):
        charge(Striking(inside, 1, refuses, only="before UPDATE"), letters["m1"])
    charge(inside, letters["m1"])
    assert in_till(inside) == 450


# ---- settle ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "says"),
    [
        ({"G": "acknowledge"}, "there is no place 'G', expected A, B, C, D, E or F"),
        ({"E": "ack"}, "'ack' cannot be written, expected acknowledge, reject, raise or continue"),
        ({"E": 3}, "at E there is no text"),
        ({"E": ["acknowledge", None]}, "at E there is no text"),
        ({3: "acknowledge"}, "there is no place '3'"),
        ({"A": "raise"}, "the loop ended with RuntimeError"),
        ({"A": "continue", "E": "acknowledge"}, "neither acknowledged nor rejected"),
    ],
)
def test_a_place_or_word_that_does_not_exist_is_named(places: object, says: str) -> None:
    assert says in told("06-settle", places)
    assert points("06-settle", places) <= 1


def test_small_letters_brackets_and_several_words_are_understood() -> None:
    places = {"d": "reject() continue", "f": ["Delivery.acknowledge()"], "a": None, "b": TODO}
    assert points("06-settle", places) == 5


def test_of_all_places_for_one_acknowledgement_only_else_gets_full_marks() -> None:
    full = [place for place in "ABCDEF" if points("06-settle", {"D": "reject", place: "acknowledge"}) == 5]
    assert full == ["E"]


# ---- choose ------------------------------------------------------------------------------------------


def test_a_half_done_table_hears_how_many_rows_are_open() -> None:
    assert "mail: not chosen yet; rows still open: 5" in told("06-choose", {"till": "inbox"})


def test_a_name_that_is_not_there_is_answered_with_the_one_most_like_it() -> None:
    answer = {**RIGHT_CHOICE, "til": "inbox"}
    del answer["till"]
    assert "nothing is called 'til', did you mean 'till'?" in told("06-choose", answer)


@pytest.mark.parametrize("written", ["versions", 3, ["inbox"], {"a": 1}])
def test_a_protection_that_does_not_exist_is_named(written: object) -> None:
    report = judge(exercise("06-choose"), {**RIGHT_CHOICE, "address": written})
    assert not report.fault
    assert report.points == 4
    assert 'expected "nothing", "inbox", "version" or "request key"' in " ".join(str(report).split())


def test_capitals_and_spaces_do_not_matter() -> None:
    answer = {effect: f" {chosen.upper()} " for effect, chosen in RIGHT_CHOICE.items()}
    assert points("06-choose", answer) == 5


def test_every_row_counts_alone_and_every_wrong_one_shows_its_schedule() -> None:
    for effect in RIGHT_CHOICE:
        for chosen in ("nothing", "inbox", "version", "request key"):
            report = judge(exercise("06-choose"), {**RIGHT_CHOICE, effect: chosen})
            assert report.points == (5 if chosen == RIGHT_CHOICE[effect] else 4)
            assert report.points == 5 or report.misconception


# ---- late --------------------------------------------------------------------------------------------


def test_a_view_may_keep_its_rows_as_lists() -> None:
    def apply(view: Any, event: Any) -> None:
        row = view.setdefault(event.order_id, [0, None])
        if event.version > row[0]:
            view[event.order_id] = [event.version, event.address]

    assert points("06-late", apply) == 3


def test_odd_views_are_judged_with_a_sentence() -> None:
    def clears(view: Any, event: Any) -> None:
        view.clear()

    def endless(view: Any, event: Any) -> None:
        while True:
            pass

    def strange(view: Any, event: Any) -> None:
        view[event.order_id] = object()

    for odd in (clears, endless, strange, None, 3):
        report = judge(exercise("06-late"), odd)
        assert not report.fault, report.fault
        assert report.points == 0
