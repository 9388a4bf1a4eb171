"""Exercises are found by id, lesson by lesson; each lesson's module keeps to its form."""

import subprocess
import sys

import pytest

from companion.exercises.registry import UnknownItem, exercise, find, lesson, numbers
from companion.exercises.words import Exercise, Prediction


def test_an_exercise_and_a_prediction_are_found_by_id() -> None:
    assert isinstance(find("00-till"), Exercise)
    assert isinstance(find("00-coffee"), Prediction)


def test_an_unknown_id_names_those_near_it() -> None:
    with pytest.raises(UnknownItem, match="Did you mean 00-till") as caught:
        find("00-tlil")
    assert "00-till" in caught.value.near


@pytest.mark.parametrize("id", ["", "zz", "99-none", 3, None, ["00-till"]])
def test_anything_else_is_answered_with_a_sentence(id: object) -> None:
    with pytest.raises(UnknownItem, match="There is nothing with the id"):
        find(id)


def test_a_prediction_is_no_exercise() -> None:
    with pytest.raises(UnknownItem):
        exercise("00-coffee")


def test_a_lesson_that_is_not_there_is_unknown() -> None:
    with pytest.raises(UnknownItem):
        lesson("99")


@pytest.mark.parametrize("number", numbers())
def test_ids_start_with_their_lesson_and_are_its_own(number: str) -> None:
    ids = [item.id for item in lesson(number).items]
    assert all(id.startswith(f"{number}-") for id in ids)
    assert len(set(ids)) == len(ids)


def test_finding_one_lesson_imports_no_other_and_no_scenario() -> None:
    code = (
        "import sys; from companion.exercises import exercise; exercise('00-till');"
        "found = [m for m in sys.modules if '.exercises.lesson_' in m or '.scenarios' in m];"
        "print({m.rpartition('.')[2][:9] for m in found})"
    )
    command = [sys.executable, "-c", code]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "{'lesson_00'}"
