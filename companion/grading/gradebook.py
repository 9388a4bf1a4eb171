"""The gradebook as CSV: a line for each student and exercise, and a file that Canvas and Moodle import."""

import csv
import io
from collections.abc import Iterable, Sequence

from companion.grading.results import Results, rows

HEAD = ("student", "lesson", "exercise", "points", "possible", "misconceptions", "minutes", "note")
_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
UNKNOWN = "unknown"
"""Minutes: a notebook does not say how long somebody took."""


def gradebook(results: Results) -> str:
    """`gradebook.csv`: the points that lessons state, and `/private` lines for an instructor's criteria."""
    lines = [
        (
            row.student,
            row.lesson,
            row.exercise,
            row.points,
            row.possible,
            row.misconception,
            UNKNOWN,
            row.note,
        )
        for graded in results.graded
        for row in rows(graded)
    ]
    return _text(HEAD, lines)


def wide(results: Results) -> str:
    """`gradebook-lms.csv`: a line for each student and a column for each lesson, the points they got.

    The first columns are those of Canvas' own export; Moodle asks which column tells a student.
    """
    lessons = results.lessons
    possible = {each.lesson: each.possible for each in results.graded}
    points = {(each.student, each.lesson): each.points for each in results.graded}
    head = (*_CANVAS, *(f"Lesson {lesson}" for lesson in lessons))
    first = ("Points Possible", "", "", "", "", *(possible[lesson] for lesson in lessons))
    lines = [
        (student, "", "", student, "", *(points.get((student, lesson), "") for lesson in lessons))
        for student in results.students
    ]
    return _text(head, [first, *lines])


def _text(head: Sequence[object], lines: Iterable[Sequence[object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_harmless(value) for value in line] for line in lines)
    return file.getvalue()


def _harmless(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets a quote in front."""
    return (
        f"'{value}"
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
        else value
    )
