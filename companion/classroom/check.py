"""`check`: judge an answer and say, one line a criterion, what holds and what does not.

Promises: it returns the points as a float, never raises and never writes to stderr. What holds, what does not
and the evidence depend on the answer alone. What a failure looks like is told when the same criterion fails
first for the second time in a row, or after a hint, or where nothing can be remembered. Of several attempts
the best is kept. A press on stop ends the check with a sentence, and nothing is recorded.
"""

import contextlib
import io
from typing import Any

from companion.classroom import store
from companion.classroom.show import in_notebook, show
from companion.diagrams.counterexample import found_by_a_check
from companion.exercises.judging import Report, score
from companion.exercises.registry import UnknownItem, find
from companion.exercises.shown import good_answers
from companion.exercises.watching import watch
from companion.exercises.words import Exercise


class Points(float):
    """What a check returns: a number for nbgrader and for programs. A notebook shows nothing of it, since the
    verdict stands just above."""

    def _repr_html_(self) -> str:
        return ""


def check(id: str, answer: object) -> float:
    """Judge `answer` for the exercise `id`, print the verdict, remember the best one, return the points.

    `answer` is what the exercise asks for: the function or class itself, or a value. An unknown id, a stub,
    the wrong kind of answer and anything the answer does are each answered with a sentence and 0.0.
    """
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            return _check(id, answer)
    except Exception as problem:  # a fault of the course must not stop the learner's notebook
        print(f"This check could not run ({type(problem).__name__}: {problem}). Nothing was scored.")
        return Points(0)
    except KeyboardInterrupt:
        print(f"{id}: you stopped the check; nothing was scored or recorded.")
        print("The step counter ends loops in Python, not one inside C, such as a regular expression's.")
        return Points(0)


def _check(id: str, answer: object) -> float:
    try:
        item = find(id)
    except UnknownItem as problem:
        print(problem)
        return Points(0)
    if not isinstance(item, Exercise):
        print(f'{id} is answered with predict("{id}", …) or recall("{id}", …), not with check.')
        return Points(0)
    watched = watch(item, answer)
    report = score(item, watched, times=1)
    unsaved = ""
    if report.attempted and not report.fault:
        times, unsaved = _remember(item, report)
        report = score(item, watched, times)
    print(report)
    _draw(report)
    _say(unsaved)
    if report.points == item.points and report.attempted and not unsaved and good_answers(item):
        _say(f'answers("{item.id}") shows two good answers.')
    return Points(report.points)


def _remember(item: Exercise, report: Report) -> tuple[int, str]:
    """Keep the best points; how often running this criterion failed first, and a sentence if it cannot be
    kept. Who has looked at a hint wants to know, and so does who would never reach a second time."""
    times = 1

    def update(record: dict[str, Any]) -> None:
        nonlocal times
        record["points"] = max(report.points, store.number(record.get("points")))
        record["possible"] = item.points
        if report.failing or not report.findings:  # the whole answer was there
            record.setdefault("first", list(report.findings))
        if report.failing:
            again = record.get("failing") == report.failing
            times = 1 + (store.number(record.get("times")) if again else 0)
            record.update(failing=report.failing, times=times)
            times += "hints" in record
        elif not report.findings:
            record.pop("failing", None)
            record.pop("times", None)

    problem = store.change(item.id, update)
    return (2 if problem else times), problem


def _draw(report: Report) -> None:
    drawn = next((each for each in report.findings.values() if each.schedule), None)
    if drawn is None or not in_notebook():
        return
    try:
        show(found_by_a_check(drawn.schedule, drawn.evidence))
    except Exception as problem:  # the words above say the same; a picture must not cost the verdict
        print(f"(no picture: {type(problem).__name__})")


def _say(sentence: str) -> None:
    if sentence:
        print(sentence)
