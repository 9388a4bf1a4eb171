"""A student's page: what holds and what does not, the smallest counterexamples, and two good answers."""

from collections.abc import Iterator
from html import escape

from companion.exercises.registry import exercise, lesson
from companion.exercises.shown import good_answers
from companion.exercises.words import Prediction
from companion.grading.page import drawn, page, paragraph, table, with_code
from companion.grading.predicted import Predicted
from companion.grading.results import Graded
from companion.grading.verdict import JUDGED, Verdict


def feedback(student: str, graded: list[Graded]) -> str:
    """The page of one student, of all lessons that were graded."""
    lines = [(f"{each.lesson} {lesson(each.lesson).title}", each.points, each.possible) for each in graded]
    body = [table(("lesson", "points", "of"), lines)]
    for each in graded:
        body += _lesson(each)
    return page(f"Feedback for {student}", body)


def _lesson(graded: Graded) -> Iterator[str]:
    yield f"<h2>Lesson {graded.lesson}: {escape(lesson(graded.lesson).title)}</h2>"
    for remark in graded.remarks:
        yield paragraph(remark, "note")
    for verdict in graded.verdicts:
        yield from _verdict(verdict)
    if graded.predictions:
        items = {item.id: item for item in lesson(graded.lesson).predictions}
        yield "<h3>Predictions</h3>"
        for each in graded.predictions:
            yield from _prediction(items[each.id], each)


def _verdict(verdict: Verdict) -> Iterator[str]:
    yield f"<h3>{escape(verdict['exercise'])}</h3>"
    yield f"<pre>{escape(chr(10).join(verdict['lines']))}</pre>"
    for remark in verdict["remarks"]:
        yield paragraph(remark, "note")
    if verdict["schedule"]:
        yield drawn(verdict["schedule"], verdict["problem"])
    for row in verdict["private"]:
        word = "PASS" if row["points"] == row["possible"] and not row["evidence"] else "FAIL"
        told = f": {row['evidence']}" if row["evidence"] else ""
        yield paragraph(f"{word}  {row['name']} {row['points']}/{row['possible']}{told}")
    if verdict["status"] == JUDGED and verdict["points"] == verdict["possible"] and not verdict["look"]:
        yield from _good(verdict["exercise"])


def _good(id: str) -> Iterator[str]:
    """Two good answers, as `answers` shows them: only to who has full marks."""
    good = good_answers(exercise(id))
    if not good:
        return
    yield "<details><summary>Two good answers. Yours may be a third.</summary>"
    for each in good:
        yield paragraph(each.title)
        if each.style:
            yield paragraph(each.style, "note")
        yield f"<pre>{escape(each.code.rstrip())}</pre>"
    yield "</details>"


def _prediction(item: Prediction, said: Predicted) -> Iterator[str]:
    yield with_code(f"{item.id}: {item.question}")
    chosen = f"{said.choice}) {item.choices[said.choice]}" if said.choice in item.choices else "skip"
    because = f"{said.reason}) {item.reasons[said.reason]}" if said.reason else "no reason given"
    score = f" ({said.points} of {said.possible})" if said.possible else ""
    right = (
        " That is it."
        if said.choice == item.answer
        else f" It is {item.answer}) {item.choices[item.answer]}."
    )
    if not said.choice:
        yield with_code(f"You locked no choice.{score}", "note")
        return
    yield with_code(f"You said {chosen}.{right} Why: {because}.{score}", "note")
    if said.misconception:
        name, message = item.says[said.reason]
        yield with_code(f"Looks like: {name}. {message}", "note")
