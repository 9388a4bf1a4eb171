"""The matrix: every answer under tests/answers/ is judged as its file says.

A right answer gets full marks; a wrong one fails the criterion it names, as the misconception it names, with
that message. Each exercise has at least two right answers and four wrong ones, and every misconception is met
by one. The matrix is printed.
"""

import contextlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from companion.exercises.judging import Report, judge
from companion.exercises.registry import Lesson, exercise, lesson, numbers
from companion.exercises.shown.writing import COMMAND, HERE, entry, load
from companion.exercises.words import Exercise, Prediction

ANSWERS = Path(__file__).resolve().parent.parent / "answers"
FILES = sorted(ANSWERS.glob("[0-9][0-9]/*/*.py"))


def there() -> Iterator[Lesson]:
    """The lessons that can be imported: one that cannot fails its own test and leaves the others theirs."""
    for number in numbers():
        with contextlib.suppress(Exception):
            yield lesson(number)


LESSONS = list(there())
EXERCISES = [e for found in LESSONS for e in found.exercises]
PREDICTIONS = [p for found in LESSONS for p in found.predictions]


@pytest.mark.parametrize("number", numbers())
def test_a_lesson_s_exercises_can_be_imported(number: str) -> None:
    assert lesson(number).number == number


def name(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


@cache
def judged(file: Path) -> Report:
    return judge(exercise(file.parent.name), load(file).answer)


def of(task: Exercise, kind: str) -> list[Path]:
    return [file for file in FILES if file.parent.name == task.id and file.name.startswith(kind)]


def test_every_answer_stands_in_its_lesson_and_is_called_right_or_wrong() -> None:
    assert FILES
    for file in FILES:
        assert file.parent.name.startswith(file.parent.parent.name + "-"), name(file)
        assert file.name.startswith(("right_", "wrong_")), name(file)
        assert exercise(file.parent.name)


@pytest.mark.parametrize("file", [f for f in FILES if f.name.startswith("right_")], ids=name)
def test_a_right_answer_gets_full_marks(file: Path) -> None:
    report = judged(file)
    assert report.points == report.possible, str(report)
    assert not report.findings


@pytest.mark.parametrize("file", [f for f in FILES if f.name.startswith("wrong_")], ids=name)
def test_a_wrong_answer_fails_the_criterion_it_names_with_its_own_message(file: Path) -> None:
    module, report = load(file), judged(file)
    assert not report.fault, report.fault
    assert module.FAILS in report.findings, str(report)
    assert report.misconception == module.MISCONCEPTION, str(report)
    assert report.points < report.possible
    told = " ".join(str(report).split())
    assert f"looks like: {module.MISCONCEPTION}." in told
    assert " ".join(module.SAYS.split()) in told, str(report)


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_what_the_answers_showed_is_on_file_as_they_show_it_now(task: Exercise) -> None:
    number = task.id[:2]
    file = HERE / f"{number}.json"
    stored = json.loads(file.read_text(encoding="utf-8")).get(task.id) if file.exists() else None
    assert stored == entry(task), f"stale: run `{COMMAND} {number}` and commit {file.name}"


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_an_exercise_has_two_right_answers_and_four_different_misconceptions(task: Exercise) -> None:
    assert len(of(task, "right_")) >= 2
    assert len({load(file).MISCONCEPTION for file in of(task, "wrong_")}) >= 4


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_every_misconception_is_met_by_an_answer(task: Exercise) -> None:
    met = {load(file).MISCONCEPTION for file in of(task, "wrong_")}
    assert {wrong.name for wrong in task.misconceptions} == met


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_no_message_of_an_exercise_stands_for_two_misconceptions(task: Exercise) -> None:
    told = {(_message(judged(file)), load(file).MISCONCEPTION) for file in of(task, "wrong_")}
    messages = [message for message, _ in told]
    assert len(set(messages)) == len(messages)


@pytest.mark.parametrize("task", PREDICTIONS, ids=lambda p: p.id)
def test_every_wrong_reason_has_a_name_and_a_message_of_its_own(task: Prediction) -> None:
    assert set(task.says) == set(task.reasons) - {task.reason}
    assert len(task.says) >= 3
    for part in (0, 1):
        said = [entry[part] for entry in task.says.values()]
        assert all(said)
        assert len(set(said)) == len(said)


def test_the_matrix(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [_row(file) for file in FILES]
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert len(lines) == len(FILES)


def _row(file: Path) -> str:
    module: Any = load(file)
    report = judged(file)
    outcome = f"{report.points}/{report.possible}"
    wrong = getattr(module, "MISCONCEPTION", "")
    fails = getattr(module, "FAILS", "")
    return f"{file.parent.name:<16}{file.stem:<34}{outcome:>6}  {wrong:<30}{fails}".rstrip()


def _message(report: Report) -> str:
    told = " ".join(str(report).split())
    return told[told.index("looks like:") :].partition(". ")[2].partition(" FAIL ")[0].partition(" PASS ")[0]
