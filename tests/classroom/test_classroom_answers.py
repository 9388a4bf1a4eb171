"""`answers`: two good answers, for who has one of their own."""

import io
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from companion.classroom import answers, check
from companion.exercises.registry import exercise
from companion.exercises.shown import good_answers

OFFER = 'answers("00-till") shows two good answers.'


def remembers(till: Any, event: Any) -> None:
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents


def forgets(till: Any, event: Any) -> None:
    till.total_cents += event.total_cents


def said(code: Any, *args: Any) -> str:
    with redirect_stdout(io.StringIO()) as out:
        code(*args)
    return out.getvalue()


def test_before_full_marks_there_is_a_sentence_and_no_code() -> None:
    assert OFFER not in said(check, "00-till", forgets)
    assert said(answers, "00-till") == "00-till: answers are shown once yours has full marks.\n"


def test_after_full_marks_two_answers_are_offered_and_shown_with_what_they_cost() -> None:
    assert said(check, "00-till", remembers).endswith(OFFER + "\n")
    text = said(answers, "00-till")
    assert text.startswith("00-till: two good answers. Yours may be a third.\n\n1. ")
    assert text.count("def take_payment(till, event):") == 2
    first, second = good_answers(exercise("00-till"))
    assert first.style
    assert second.style
    for good in (first, second):
        assert " ".join(good.style.split()) in " ".join(text.split())
    assert "STYLE" not in text
    assert "answer =" not in text


def test_full_marks_once_are_enough() -> None:
    said(check, "00-till", remembers)
    said(check, "00-till", forgets)
    assert "two good answers" in said(answers, "00-till")


@pytest.mark.parametrize("points", ['"4"', "null", "3"])
def test_what_somebody_else_wrote_into_the_progress_opens_nothing(points: str, companion_home: Path) -> None:
    companion_home.mkdir(parents=True)
    items = '{"format": 1, "items": {"00-till": {"points": ' + points + "}}}"
    (companion_home / "progress.json").write_text(items)
    assert "once yours has full marks" in said(answers, "00-till")


@pytest.mark.parametrize("id", ["00-tlil", 3, None])
def test_an_unknown_id_is_a_sentence(id: Any) -> None:
    assert said(answers, id).startswith("There is nothing with the id")


def test_a_prediction_has_none() -> None:
    assert said(answers, "00-coffee") == "00-coffee is not an exercise: its own cells say what is right.\n"


def test_where_nothing_can_be_saved_nothing_is_offered(companion_home: Path) -> None:
    companion_home.parent.mkdir(parents=True, exist_ok=True)
    companion_home.write_text("a file where the folder should be")
    assert OFFER not in said(check, "00-till", remembers)
