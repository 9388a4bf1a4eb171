"""A question asked twice in the course: what held at the first try, then and now; and what opens then."""

from __future__ import annotations

import pytest

from companion.classroom import store
from companion.classroom.annotated import annotated
from companion.classroom.check import check
from companion.classroom.since import since
from companion.exercises import TODO, exam
from companion.exercises.lesson_01_when import TWINS as THEN
from companion.exercises.lesson_15_when import TWINS as NOW

RIGHT_THEN = {key: twin.way for key, twin in THEN.items()}
RIGHT_NOW = {key: twin.way for key, twin in NOW.items()}


def said(capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    since("01-when", "15-when")
    return capsys.readouterr().out


def test_the_pairs_that_changed_since_lesson_01_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    check("01-when", {**RIGHT_THEN, "b2": "events", "c2": "events"})
    check("01-when", RIGHT_THEN)
    check("15-when", {**RIGHT_NOW, "c2": "events", "f2": "events"})
    told = said(capsys)
    assert "b  the new colleague and the user name      missed      held" in told
    assert "c  the sensors and the rooms                missed      missed" in told
    assert "f  the damage and the parking space         held        missed" in told
    assert "changed: b, f" in told


def test_who_changed_nothing_hears_so(capsys: pytest.CaptureFixture[str]) -> None:
    check("01-when", RIGHT_THEN)
    check("15-when", RIGHT_NOW)
    assert "changed: none" in said(capsys)


def test_who_was_never_in_lesson_01_gets_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    check("15-when", RIGHT_NOW)
    assert "There is no first try of 01-when in your progress" in said(capsys)


def test_who_has_not_chosen_yet_is_told_to(capsys: pytest.CaptureFixture[str]) -> None:
    check("01-when", RIGHT_THEN)
    assert "15-when has not been checked yet" in said(capsys)


def test_a_first_try_stays_and_a_table_with_open_rows_is_none() -> None:
    check("15-when", {**RIGHT_NOW, "a1": TODO})
    assert "first" not in store.read()["15-when"]
    check("15-when", {**RIGHT_NOW, "a1": "http"})
    check("15-when", RIGHT_NOW)
    assert store.read()["15-when"]["first"] == ["a  the goals and the score"]


def test_every_pair_has_the_way_of_its_twin_in_lesson_01() -> None:
    assert RIGHT_NOW == RIGHT_THEN
    assert not {twin.says for twin in NOW.values()} & {twin.says for twin in THEN.values()}


@pytest.mark.parametrize(("question", "id"), [(1, "15-dinner"), (2, "15-feed")])
def test_the_annotated_answer_opens_once_your_own_was_checked(
    question: int, id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    annotated(question)
    assert capsys.readouterr().out == f"This opens when your own answer has been checked: {id}.\n"
    check(id, exam.KEY_WORDS[question])
    capsys.readouterr()
    annotated(question)
    assert "Notes on its margin, worth nothing" in capsys.readouterr().out
