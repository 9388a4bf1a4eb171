"""The class at a glance: how each exercise went, wrong ideas, predictions before and after."""

from collections import Counter
from collections.abc import Iterator
from html import escape
from statistics import median

from companion.exercises.registry import lesson
from companion.exercises.words import Prediction
from companion.grading.page import page, paragraph, table
from companion.grading.predicted import Predicted
from companion.grading.results import Graded, Results
from companion.grading.verdict import JUDGED, OPEN, Verdict


def class_page(results: Results) -> str:
    """The page for the instructor; it names no student but those whose code a person should read."""
    students = len(results.students)
    body = [paragraph(f"{students} {'student' if students == 1 else 'students'}, "
                      f"{len(results.graded)} notebooks graded.")]  # fmt: skip
    body += list(_problems(results.problems)) + list(_looks(results.graded))
    for number in results.lessons:
        graded = [each for each in results.graded if each.lesson == number]
        body += [f"<h2>Lesson {number}: {escape(lesson(number).title)}</h2>", *_points(graded)]
        body += [*_exercises(graded), *_ideas(graded), *_predictions(number, graded)]
    return page("The class", body)


def _problems(problems: list[str]) -> Iterator[str]:
    if problems:
        yield "<h2>Not graded</h2><ul>"
        yield from (f"<li>{escape(problem)}</li>" for problem in problems)
        yield "</ul>"


def _looks(graded: list[Graded]) -> Iterator[str]:
    """Whose code a person should read, and why: nobody is accused by a program."""
    found = [(each.student, verdict["exercise"], verdict["look"])
             for each in graded for verdict in each.verdicts if verdict["look"]]  # fmt: skip
    if found:
        yield "<h2>Read these yourself</h2>"
        yield table(("student", "exercise", "because"), found)


def _points(graded: list[Graded]) -> Iterator[str]:
    got = sorted(each.points for each in graded)
    middle = f"{median(got):.1f}".removesuffix(".0")
    yield paragraph(
        f"{len(got)} notebooks. Points of {graded[0].possible}: "
        f"lowest {got[0]}, median {middle}, highest {got[-1]}."
    )


def _exercises(graded: list[Graded]) -> Iterator[str]:
    by_id: dict[str, list[Verdict]] = {}
    for each in graded:
        for verdict in each.verdicts:
            by_id.setdefault(verdict["exercise"], []).append(verdict)
    lines = []
    for id, several in by_id.items():
        status = Counter(verdict["status"] for verdict in several)
        done = [verdict for verdict in several if verdict["status"] == JUDGED]
        full = sum(verdict["points"] == verdict["possible"] for verdict in done)
        none = sum(verdict["points"] == 0 for verdict in done)
        failed = Counter(name for verdict in done for name in verdict["failed"]).most_common()
        most = min((name for name, n in failed if n == failed[0][1]), default="")
        lines.append(
            (
                id,
                full,
                len(done) - full - none,
                none,
                status[OPEN],
                len(several) - len(done) - status[OPEN],
                most,
            )
        )
    head = ("exercise", "full marks", "some", "none", "not attempted", "no verdict", "what fails most often")
    yield table(head, lines)


def _ideas(graded: list[Graded]) -> Iterator[str]:
    found = Counter(
        [(verdict["exercise"], verdict["misconception"]) for each in graded for verdict in each.verdicts]
        + [(said.id, said.misconception) for each in graded for said in each.predictions]
    )
    lines = [(n, name, id) for (id, name), n in sorted(found.items(), key=lambda p: (-p[1], p[0])) if name]
    if lines:
        yield "<h3>Wrong ideas of this class</h3>"
        yield table(("students", "misconception", "in"), lines)


def _predictions(number: str, graded: list[Graded]) -> Iterator[str]:
    """Before: what was chosen. After: which reason."""
    items = lesson(number).predictions
    if items:
        yield "<h3>Predictions, before and after</h3>"
    for item in items:
        said = [each for one in graded for each in one.predictions if each.id == item.id]
        yield paragraph(f"{item.id}: {item.question}")
        yield table(("before", "students", ""), _choices(item, said))
        yield table(("after: why", "students", ""), _reasons(item, said))


def _choices(item: Prediction, said: list[Predicted]) -> list[tuple[object, ...]]:
    chosen = Counter(each.choice for each in said)
    lines = [
        (f"{letter}) {text}", chosen[letter], _right(letter == item.answer))
        for letter, text in item.choices.items()
    ]
    return [*lines, ("skipped", chosen["skip"], ""), ("nothing", chosen[""], "")]


def _reasons(item: Prediction, said: list[Predicted]) -> list[tuple[object, ...]]:
    given = Counter(each.reason for each in said)
    lines = [
        (f"{letter}) {text}", given[letter], _right(letter == item.reason))
        for letter, text in item.reasons.items()
    ]
    return [*lines, ("nothing", given[""], "")]


def _right(is_right: bool) -> str:
    return "right" if is_right else ""
