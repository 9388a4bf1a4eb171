"""Predictions: locked before the demo, explained after it; recalls, which only the map remembers."""

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion.classroom import TODO, explain, predict, recall, reveal, store
from companion.classroom.execute import ROOT
from companion.classroom.source import read, sources
from companion.exercises import registry
from companion.exercises.words import Recall

Said = Callable[..., str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def run(fn: Callable[..., None], *args: Any) -> str:
        capsys.readouterr()
        fn(*args)
        out, err = capsys.readouterr()
        assert err == ""
        return out

    return run


def demo() -> int:
    return 6


def stored(home: Path) -> Any:
    return json.loads((home / "progress.json").read_text())["items"]["00-coffee"]


def test_todo_prints_the_question_with_its_choices_and_locks_nothing(said: Said) -> None:
    text = said(predict, "00-coffee", TODO)
    assert "When is Ada served" in text
    assert "  c) after 6 minutes\n" in text
    assert said(reveal, "00-coffee", demo) == "Lock a prediction first: a, b, c or d\n"


def test_before_a_lock_the_demo_does_not_run(said: Said) -> None:
    def spoiler() -> None:
        raise AssertionError("the demo ran")

    assert said(reveal, "00-coffee", spoiler) == "Lock a prediction first: a, b, c or d\n"


def test_locking_scores_one_point_right_or_wrong(said: Said, companion_home: Path) -> None:
    assert said(predict, "00-coffee", "b") == "00-coffee: locked b) after 5 minutes.  1/1\n"
    assert stored(companion_home)["points"] == 1


def test_skipping_locks_too(said: Said) -> None:
    assert said(predict, "00-coffee", "skip") == "00-coffee: locked no choice.  1/1\n"
    assert said(reveal, "00-coffee", demo).startswith("6\n00-coffee: you said no choice. Why")


def test_locking_the_same_choice_again_says_the_same(said: Said) -> None:
    assert said(predict, "00-coffee", "b") == said(predict, "00-coffee", "b")


def test_a_locked_choice_stays(said: Said, companion_home: Path) -> None:
    said(predict, "00-coffee", "b")
    assert said(predict, "00-coffee", "c") == (
        "00-coffee: b) after 5 minutes is locked and stays. A wrong guess costs nothing.\n"
    )
    assert stored(companion_home)["choice"] == "b"


@pytest.mark.parametrize("choice", ["z", "", "C", 3, None, ["c"]])
def test_what_is_no_choice_is_refused_with_the_choices(said: Said, choice: Any) -> None:
    assert said(predict, "00-coffee", choice) == "00-coffee: choose a, b, c or d, or 'skip'.\n"


def test_the_demo_shows_what_it_prints_and_returns_then_asks_why(said: Said) -> None:
    def talks() -> int:
        print("served")
        return 6

    said(predict, "00-coffee", "c")
    lines = said(reveal, "00-coffee", talks).splitlines()
    assert lines[:3] == [
        "served",
        "6",
        "00-coffee: you said c) after 6 minutes. That is it. Why is it 6 minutes?",
    ]
    assert lines[3].startswith("  a) ")


def test_a_demo_that_was_called_already_is_refused(said: Said) -> None:
    said(predict, "00-coffee", "c")
    assert said(reveal, "00-coffee", demo()) == (
        "00-coffee: reveal takes the demo itself, without brackets behind its name.\n"
    )


def test_a_wrong_guess_is_told_the_answer(said: Said) -> None:
    said(predict, "00-coffee", "a")
    assert "you said a) after 3 minutes. It is c." in said(reveal, "00-coffee", demo)


def test_explaining_before_the_demo_is_refused(said: Said) -> None:
    refused = "00-coffee: see what happens first: lock a prediction, then run its reveal cell.\n"
    assert said(explain, "00-coffee", "b") == refused
    said(predict, "00-coffee", "c")
    assert said(explain, "00-coffee", TODO) == refused


def reveal_it(said: Said) -> None:
    said(predict, "00-coffee", "a")
    said(reveal, "00-coffee", demo)


def test_the_right_reason_scores_the_second_point(said: Said, companion_home: Path) -> None:
    reveal_it(said)
    assert said(explain, "00-coffee", "b").startswith("PASS  00-coffee: the kitchen is still the longest")
    assert stored(companion_home)["points"] == 2


def test_a_wrong_reason_is_named_and_costs_nothing(said: Said, companion_home: Path) -> None:
    reveal_it(said)
    text = said(explain, "00-coffee", "a")
    assert text.startswith("FAIL  00-coffee: the branches add up")
    assert "looks like: adds branches up." in text
    assert stored(companion_home)["points"] == 1


def test_a_reason_found_at_the_second_try_counts_and_stays(said: Said, companion_home: Path) -> None:
    reveal_it(said)
    for reason in ("a", "b", "a"):
        said(explain, "00-coffee", reason)
    assert stored(companion_home)["points"] == 2


def test_todo_prints_the_reasons_once_the_demo_ran(said: Said) -> None:
    reveal_it(said)
    assert "  e) only the kitchen's 5 minutes count\n" in said(explain, "00-coffee", TODO)
    assert said(explain, "00-coffee", "z") == "00-coffee: choose a, b, c, d or e.\n"


def test_locks_survive_reopening(said: Said) -> None:
    said(predict, "00-coffee", "c")
    assert said(reveal, "00-coffee", demo).startswith("6\n")


@pytest.mark.parametrize("fn", [predict, explain, recall])
def test_an_unknown_id_is_a_sentence(said: Said, fn: Any) -> None:
    assert said(fn, "00-cofee", "a").startswith(
        "There is nothing with the id '00-cofee'. Did you mean 00-coffee"
    )


def test_an_exercise_is_not_predicted(said: Said) -> None:
    assert said(predict, "00-till", "a") == "00-till is not a prediction; it is an exercise.\n"


def test_without_a_place_to_save_the_lesson_goes_on(said: Said, companion_home: Path) -> None:
    companion_home.parent.mkdir(parents=True, exist_ok=True)
    companion_home.write_text("a file where the folder should be")
    assert "Your progress was not saved" in said(predict, "00-coffee", "c")
    assert said(reveal, "00-coffee", demo).startswith("6\n")


@pytest.fixture
def question(monkeypatch: pytest.MonkeyPatch) -> Recall:
    item = Recall("90-again", "Which two?", {"a": "A B", "b": "A A"}, "b", {"a": "No repeat.", "b": "Yes."})
    module = importlib.import_module("companion.classroom.predict")  # the package's name is the function
    monkeypatch.setattr(module, "find", lambda id: item)
    return item


def test_a_recall_is_asked_and_answered(said: Said, question: Recall, companion_home: Path) -> None:
    asked = "90-again: Which two?\n  a) A B\n  b) A A\n"
    skipped = "  From lesson 00: skip it if you have not been there.\n"
    assert said(recall, "90-again", TODO) == asked + skipped
    store.change("00-coffee", lambda record: record.update(choice="c"))
    assert said(recall, "90-again", TODO) == asked
    assert said(recall, "90-again", "a") == (
        "NOT YET  No repeat.\nNo points; the map shows lesson 00 a little paler until this is right.\n"
    )
    assert said(recall, "90-again", "b") == "RIGHT  Yes.\n"
    assert said(recall, "90-again", "z") == "90-again: choose a or b.\n"
    record = json.loads((companion_home / "progress.json").read_text())["items"]["90-again"]
    assert record == {"right": True, "about": "00"}


RECALLED = {
    "01": ("00",),
    "02": ("01", "01"),
    "03": ("02", "01"),
    "04": ("02", "03"),
    "05": ("03", "04"),
    "06": ("01", "04"),
    "07": ("05", "03"),
    "08": ("06", "02"),
    "09": ("05", "07"),
    "10": ("08", "05"),
    "11": ("08", "06"),
    "12": ("10", "07"),
    "13": ("06", "07"),
    "14": ("08", "12"),
    "15": ("09", "11", "13"),
}
"""Of which lessons each asks at its start: one that is young, and one that is old."""


@pytest.mark.parametrize("number", [number for number in registry.numbers() if number != "00"])
def test_a_lesson_asks_at_its_start_about_two_earlier_ones(number: str) -> None:
    asked = registry.lesson(number).recalls
    assert tuple(item.about for item in asked) == RECALLED[number]
    cells = read(sources(ROOT, number)[0]).cells
    assert [id for cell in cells[:3] for word, id in cell.calls() if word == "recall"] == [
        q.id for q in asked
    ]
