"""The pages that grading writes: each student's feedback, and the class at a glance for the instructor.

A page is one file: no script, nothing that is fetched, and no markup that a student wrote.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib import resources
from statistics import median

from companion.diagrams.counterexample import found_by_a_check
from companion.exercises.registry import exercise, lesson
from companion.exercises.shown import good_answers
from companion.exercises.words import Prediction
from companion.grading.gradebook import Graded, Results
from companion.grading.predictions import Predicted
from companion.grading.verdict import JUDGED, OPEN, Verdict

# --- a student's feedback -----------------------------------------------------------------------------


def feedback(student: str, graded: list[Graded]) -> str:
    """The page of one student: what holds, what does not, the smallest counterexamples, two good answers."""
    points = [(f"{each.lesson} {lesson(each.lesson).title}", each.points, each.possible) for each in graded]
    body = [_table(("lesson", "points", "of"), points)]
    for each in graded:
        body += _lesson(each)
    return _page(f"Feedback for {student}", body)


def _lesson(graded: Graded) -> Iterator[str]:
    yield f"<h2>Lesson {graded.lesson}: {escape(lesson(graded.lesson).title)}</h2>"
    for remark in graded.remarks:
        yield _paragraph(remark, "note")
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
        yield _paragraph(remark, "note")
    if verdict["schedule"]:
        yield _picture(verdict["schedule"], verdict["problem"])
    for criterion in verdict["private"]:
        full = criterion["points"] == criterion["possible"] and not criterion["evidence"]
        evidence = f": {criterion['evidence']}" if criterion["evidence"] else ""
        points = f"{criterion['points']}/{criterion['possible']}"
        yield _paragraph(f"{'PASS' if full else 'FAIL'}  {criterion['name']} {points}{evidence}")
    if verdict["status"] == JUDGED and verdict["points"] == verdict["possible"] and not verdict["look"]:
        yield from _good_answers(verdict["exercise"])


def _good_answers(id: str) -> Iterator[str]:
    """Two good answers, as `answers` shows them. Only a student with full marks sees them."""
    good = good_answers(exercise(id))
    if not good:
        return
    yield "<details><summary>Two good answers. Yours may be a third.</summary>"
    for each in good:
        yield _paragraph(each.title)
        if each.style:
            yield _paragraph(each.style, "note")
        yield f"<pre>{escape(each.code.rstrip())}</pre>"
    yield "</details>"


def _prediction(item: Prediction, said: Predicted) -> Iterator[str]:
    yield _with_code(f"{item.id}: {item.question}")
    score = f" ({said.points} of {said.possible})" if said.possible else ""
    if not said.choice:
        yield _with_code(f"You locked no choice.{score}", "note")
        return
    chosen = f"{said.choice}) {item.choices[said.choice]}" if said.choice in item.choices else "skip"
    is_right = said.choice == item.answer
    right = " That is it." if is_right else f" It is {item.answer}) {item.choices[item.answer]}."
    because = f"{said.reason}) {item.reasons[said.reason]}" if said.reason else "no reason given"
    yield _with_code(f"You said {chosen}.{right} Why: {because}.{score}", "note")
    if said.misconception:
        name, message = item.says[said.reason]
        yield _with_code(f"Looks like: {name}. {message}", "note")


# --- the class ----------------------------------------------------------------------------------------


def class_page(results: Results) -> str:
    """The page for the instructor; it names no student but those whose code a person should read."""
    students, notebooks = len(results.students), len(results.graded)
    body = [_paragraph(f"{counted(students, 'student')}, {counted(notebooks, 'notebook')} graded.")]
    body += [*_problems(results.problems), *_to_read(results.graded)]
    for number in results.lessons:
        graded = [each for each in results.graded if each.lesson == number]
        body += [f"<h2>Lesson {number}: {escape(lesson(number).title)}</h2>", *_points(graded)]
        body += [*_exercises(graded), *_misconceptions(graded), *_predictions(number, graded)]
    return _page("The class", body)


def _problems(problems: list[str]) -> Iterator[str]:
    if problems:
        yield "<h2>Not graded</h2><ul>"
        yield from (f"<li>{escape(problem)}</li>" for problem in problems)
        yield "</ul>"


def _to_read(graded: list[Graded]) -> Iterator[str]:
    """Whose code a person should read, and why: a program accuses nobody."""
    found = [(each.student, verdict["exercise"], verdict["look"])
             for each in graded for verdict in each.verdicts if verdict["look"]]  # fmt: skip
    if found:
        yield "<h2>Read these yourself</h2>"
        yield _table(("student", "exercise", "because"), found)


def _points(graded: list[Graded]) -> Iterator[str]:
    got = sorted(each.points for each in graded)
    middle = f"{median(got):.1f}".removesuffix(".0")
    yield _paragraph(
        f"{counted(len(got), 'notebook')}. Points of {graded[0].possible}: "
        f"lowest {got[0]}, median {middle}, highest {got[-1]}."
    )


def _exercises(graded: list[Graded]) -> Iterator[str]:
    by_id: dict[str, list[Verdict]] = {}
    for each in graded:
        for verdict in each.verdicts:
            by_id.setdefault(verdict["exercise"], []).append(verdict)
    head = ("exercise", "full marks", "some", "none", "not attempted", "no verdict", "what fails most often")
    yield _table(head, [_exercise(id, verdicts) for id, verdicts in by_id.items()])


def _exercise(id: str, verdicts: list[Verdict]) -> tuple[object, ...]:
    judged = [verdict for verdict in verdicts if verdict["status"] == JUDGED]
    full = sum(verdict["points"] == verdict["possible"] for verdict in judged)
    none = sum(verdict["points"] == 0 for verdict in judged)
    not_attempted = sum(verdict["status"] == OPEN for verdict in verdicts)
    failed = Counter(name for verdict in judged for name in verdict["failed"]).most_common()
    most = min((name for name, n in failed if n == failed[0][1]), default="")
    without = len(verdicts) - len(judged) - not_attempted
    return (id, full, len(judged) - full - none, none, not_attempted, without, most)


def _misconceptions(graded: list[Graded]) -> Iterator[str]:
    found = Counter(
        [(verdict["exercise"], verdict["misconception"]) for each in graded for verdict in each.verdicts]
        + [(said.id, said.misconception) for each in graded for said in each.predictions]
    )
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [(n, name, id) for (id, name), n in ranked if name]
    if named:
        yield "<h3>Wrong ideas of this class</h3>"
        yield _table(("students", "misconception", "in"), named)


def _predictions(number: str, graded: list[Graded]) -> Iterator[str]:
    """Before: which choice. After: which reason."""
    items = lesson(number).predictions
    if items:
        yield "<h3>Predictions, before and after</h3>"
    for item in items:
        said = [each for one in graded for each in one.predictions if each.id == item.id]
        choices, reasons = Counter(each.choice for each in said), Counter(each.reason for each in said)
        yield _paragraph(f"{item.id}: {item.question}")
        chosen = [*_letters(item.choices, choices, item.answer), ("skipped", choices["skip"], "")]
        yield _table(("before", "students", ""), [*chosen, ("nothing", choices[""], "")])
        given = _letters(item.reasons, reasons, item.reason)
        yield _table(("after: why", "students", ""), [*given, ("nothing", reasons[""], "")])


def _letters(texts: Mapping[str, str], chosen: Counter[str], right: str) -> list[tuple[object, ...]]:
    """For each letter: its text, how many students chose it, and whether it is right."""
    return [
        (f"{letter}) {text}", chosen[letter], "right" if letter == right else "")
        for letter, text in texts.items()
    ]


# --- what both pages are made of ----------------------------------------------------------------------


def counted(number: int, noun: str) -> str:
    """The number with its noun: "1 notebook", "2 notebooks"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _page(title: str, body: Iterable[str]) -> str:
    style = (resources.files("companion.grading") / "page.css").read_text("utf-8")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<style>\n{style}</style></head><body>\n<h1>{escape(title)}</h1>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; its numbers are aligned to the right."""

    def cell(tag: str, value: object) -> str:
        kind = ' class="n"' if isinstance(value, int | float) else ""
        return f"<{tag}{kind}>{escape(str(value))}</{tag}>"

    top = "".join(cell("th", name) for name in head)
    body = "\n".join(f"<tr>{''.join(cell('td', value) for value in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _paragraph(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def _with_code(text: str, kind: str = "") -> str:
    """A paragraph of the course's own text, in which code stands between backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", _paragraph(text, kind))


def _picture(schedule: Sequence[dict[str, object]], problem: str) -> str:
    """A smallest counterexample as a picture with its words; empty if it cannot be drawn."""
    try:
        return found_by_a_check(schedule, problem)._repr_html_()
    except Exception:  # the verdict's lines say the same; a picture must not cost a page
        return ""
