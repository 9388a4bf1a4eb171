"""The matrix: every answer under tests/answers/ is judged as its file says.

A right answer gets full marks; a wrong one fails the criterion it names, as the misconception it names, with
that message, and with `MISCONCEPTION = ""` as none. Each exercise has at least two right answers and four
wrong ones, and every misconception is met by one. Answers made by machine are read nothing into, and judged
alike in every form. The matrix is printed.
"""

import ast
import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made_answers import negatives, variants
from verdicts import judged

from companion.exercises.judging import Report, score
from companion.exercises.registry import Lesson, exercise, lesson, numbers
from companion.exercises.shown import on_file
from companion.exercises.shown.writing import COMMAND, HERE, entry, load
from companion.exercises.watching import watch
from companion.exercises.words import Exercise, Prediction

ANSWERS = Path(__file__).resolve().parent.parent / "answers"
FILES = sorted(ANSWERS.glob("[0-9][0-9]/*/*.py"))
OF_A_TASK: dict[str, list[Path]] = {}
for each in FILES:
    OF_A_TASK.setdefault(each.parent.name, []).append(each)


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


def of(task: Exercise, kind: str) -> list[Path]:
    return [file for file in OF_A_TASK.get(task.id, ()) if file.name.startswith(kind)]


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


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_the_code_of_a_hint_can_be_copied_as_it_is_indented(task: Exercise) -> None:
    for hint in task.hints:
        with contextlib.suppress(SyntaxError):  # most are sentences, or leave a place open
            try:
                ast.parse(hint.replace("…", "..."))
            except IndentationError as error:
                pytest.fail(f"{error}: {hint}")


WRONG = [f for f in FILES if f.name.startswith("wrong_")]
IDEA = {f: load(f).MISCONCEPTION for f in WRONG}
NAMED = [f for f in WRONG if IDEA[f]]
NAMELESS = [f for f in WRONG if not IDEA[f]]


@pytest.mark.parametrize("file", NAMED, ids=name)
def test_a_wrong_answer_fails_the_criterion_it_names_with_its_own_message(file: Path) -> None:
    module, report = load(file), judged(file)
    assert not report.fault, report.fault
    assert module.FAILS in report.findings, str(report)
    assert report.misconception == module.MISCONCEPTION, f"{report}\n\n{_why_not(file)}"
    assert report.points < report.possible
    told = " ".join(str(report).split())
    assert f"looks like: {module.MISCONCEPTION}." in told
    assert " ".join(module.SAYS.split()) in told, str(report)


REMEMBERS = (
    "00-till/wrong_memory_outside", "03-bus/wrong_class_attribute", "06-late/wrong_closed_in_the_process",
    "07-gap/wrong_remembers_outside", "07-relay/wrong_remembers_before_it_sends",
    "08-evolve/wrong_global_total", "09-bank/wrong_outside", "10-mail/wrong_remembers_in_the_module",
    "10-upcast/wrong_one_dict_for_all", "11-likes/wrong_how_far_in_the_module", "11-likes/wrong_in_memory",
    "13-key/wrong_grows", "13-order/wrong_held_outside",
)  # fmt: skip


@pytest.mark.parametrize("file", [f for f in FILES if name(f) in REMEMBERS], ids=name)
def test_an_answer_that_remembers_outside_is_told_the_same_when_it_is_checked_again(file: Path) -> None:
    task, answer = exercise(file.parent.name), load(file).answer
    first, second = (str(score(task, watch(task, answer))) for _ in range(2))
    assert first == second


def test_the_answers_that_remember_outside_are_on_file() -> None:
    assert set(REMEMBERS) <= set(map(name, FILES))


def _why_not(file: Path) -> str:
    """What its author has to do where an answer does not get the name that it should."""
    wanted, named = load(file).MISCONCEPTION, judged(file).misconception
    if wanted not in on_file(exercise(file.parent.name)):
        return f"Nothing of {wanted!r} is on file: run `{COMMAND} {file.parent.name[:2]}`."
    if named:
        return f"{named!r} comes first: make its recogniser ask more, or put {wanted!r} before it."
    return f"Its recogniser does not see {wanted!r} in what was observed: let it, or observe more."


@pytest.mark.parametrize("file", NAMELESS, ids=name)
def test_a_wrong_answer_without_an_idea_fails_its_criterion_and_nobody_names_it(file: Path) -> None:
    module, report = load(file), judged(file)
    assert not report.fault, report.fault
    assert module.FAILS in report.findings, str(report)
    assert module.SAYS in " ".join(str(report).split()), str(report)
    assert report.misconception is None, (
        f"{report}\n\n{report.misconception!r} accuses it of something that it does not do: "
        "let its recogniser ask more, observe more, or let the message name both causes."
    )


@pytest.mark.parametrize("file", WRONG, ids=name)
def test_the_first_time_a_wrong_answer_hears_its_symptom_and_no_name(file: Path) -> None:
    report = judged(file, times=1)
    assert report.misconception is None
    assert "looks like:" not in str(report)
    for criterion, finding in report.findings.items():
        assert finding.evidence, f"{criterion!r} fails and does not say what was seen"


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_ideas_that_are_told_the_same_have_recognisers(task: Exercise) -> None:
    ideas: dict[str, set[str]] = {}
    for idea, several in on_file(task).items():
        for each in several:
            ideas.setdefault(each.told, set()).add(idea)
    twins = sorted({idea for several in ideas.values() if len(several) > 1 for idea in several})
    mute = [m.name for m in task.misconceptions if m.name in twins and m.recognise is None]
    assert not mute, (
        f"told the same as another idea: write a recogniser for {mute}, or let the evidence differ"
    )


@pytest.mark.parametrize("task", [e for e in EXERCISES if e.signature], ids=lambda e: e.id)
def test_an_answer_without_an_idea_is_accused_of_none(task: Exercise) -> None:
    told = [(each.told, idea) for idea, several in on_file(task).items() for each in several]
    for what, answer in negatives(task, of(task, "right_")[0]).items():
        report = score(task, watch(task, answer))
        assert not report.fault, f"{what}: {report.fault}"
        assert not report.misconception or (report.shown.told, report.misconception) in told, (
            f"An answer that {what} is told:\n{report}\n\nIt has no such idea. Let the recogniser of "
            f"{report.misconception!r} ask more; if that is what it looks like, file such an answer under it."
        )


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_an_answer_in_another_form_is_judged_the_same(task: Exercise) -> None:
    for file in (of(task, "right_")[0], of(task, "wrong_")[0]):
        for form, answer in variants(file).items():
            if (form, task.id, file in IDEA) == ("an object", "00-kernel", True):
                continue  # what an object holds is no longer as a fresh kernel has it
            report = score(task, watch(task, answer))
            same = judged(file)
            assert (report.points, report.misconception) == (same.points, same.misconception), (
                f"{name(file)}, {form}, is judged otherwise:\n{report}\n\nthan as it stands:\n{same}"
            )


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_what_the_answers_showed_is_on_file_as_they_show_it_now(task: Exercise) -> None:
    number = task.id[:2]
    file = HERE / f"{number}.json"
    stored = json.loads(file.read_text(encoding="utf-8")).get(task.id) if file.exists() else None
    assert stored == entry(task, lambda file: judged(file).shown), (
        f"stale: run `{COMMAND} {number}` and commit {file.name}"
    )


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_an_exercise_has_two_right_answers_and_four_different_misconceptions(task: Exercise) -> None:
    assert len(of(task, "right_")) >= 2, f"add right answers to tests/answers/{task.id[:2]}/{task.id}"
    ideas = {IDEA[file] for file in of(task, "wrong_")} - {""}
    assert len(ideas) >= 4, f"add wrong answers of other misconceptions than {sorted(ideas)}"


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_two_right_answers_say_what_their_style_costs(task: Exercise) -> None:
    said = [style for file in of(task, "right_") if (style := getattr(load(file), "STYLE", ""))]
    assert len(set(said)) >= 2, f"give two right answers under tests/answers/{task.id[:2]}/{task.id} a STYLE"


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_every_misconception_is_met_by_an_answer(task: Exercise) -> None:
    met = {IDEA[file] for file in of(task, "wrong_")} - {""}
    assert {wrong.name for wrong in task.misconceptions} == met, "each needs a wrong answer on file"


@pytest.mark.parametrize("task", EXERCISES, ids=lambda e: e.id)
def test_no_message_of_an_exercise_stands_for_two_misconceptions(task: Exercise) -> None:
    told = {(_message(judged(file)), IDEA[file]) for file in of(task, "wrong_") if IDEA[file]}
    messages = [message for message, _ in told]
    twice = sorted(each for each in told if messages.count(each[0]) > 1)
    assert not twice, f"give each a message of its own: {twice}"


@pytest.mark.parametrize("task", PREDICTIONS, ids=lambda p: p.id)
def test_every_wrong_reason_has_a_name_and_a_message_of_its_own(task: Prediction) -> None:
    assert set(task.says) == set(task.reasons) - {task.reason}
    assert len(task.says) >= 3, f"{task.id} needs three wrong reasons, it has {len(task.says)}"
    for part in (0, 1):
        said = [entry[part] for entry in task.says.values()]
        assert all(said)
        assert len(set(said)) == len(said)


@pytest.mark.parametrize("number", numbers())
def test_the_matrix(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [_row(file) for file in FILES if file.parent.parent.name == number]
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert lines


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
