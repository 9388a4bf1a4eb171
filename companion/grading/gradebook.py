"""What grading found: the verdicts and predictions of each student and lesson, and the gradebook as CSV."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from companion.grading.predictions import Predicted
from companion.grading.verdict import JUDGED, Verdict


@dataclass(frozen=True, slots=True)
class Graded:
    """One graded submission; `remarks` are about the notebook as a whole."""

    student: str
    lesson: str
    verdicts: tuple[Verdict, ...]
    predictions: tuple[Predicted, ...]
    remarks: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """What counts towards the lesson's stated points: no bonus, no private criteria."""
        return sum(entry.points for entry in entries(self) if not entry.private)

    @property
    def possible(self) -> int:
        """The lesson's stated points."""
        return sum(entry.possible for entry in entries(self) if not entry.private)


@dataclass(slots=True)
class Results:
    """Everything of a class, in order of student and lesson; `problems` has a sentence for each file that
    could not be graded."""

    graded: list[Graded] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def students(self) -> list[str]:
        """The students of whom something was graded, in order."""
        return sorted({each.student for each in self.graded})

    @property
    def lessons(self) -> list[str]:
        """The lessons of which something was graded, in order."""
        return sorted({each.lesson for each in self.graded})

    def of(self, student: str) -> list[Graded]:
        """What was graded of one student."""
        return [each for each in self.graded if each.student == student]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the gradebook; `exercise` is the id of an exercise or of a prediction."""

    exercise: str
    points: int
    possible: int
    misconception: str = ""
    note: str = ""
    private: bool = False


def entries(graded: Graded) -> Iterator[Entry]:
    """The entries of one submission: predictions, then exercises, each with its private criteria."""
    for each in graded.predictions:
        yield Entry(each.id, each.points, each.possible, each.misconception, each.note)
    for verdict in graded.verdicts:
        yield _of_exercise(verdict)
        if verdict["private"]:
            points = sum(each["points"] for each in verdict["private"])
            possible = sum(each["possible"] for each in verdict["private"])
            yield Entry(f"{verdict['exercise']}/private", points, possible, private=True)


def _of_exercise(verdict: Verdict) -> Entry:
    """A bonus is told in the note, outside the points that the lesson states."""
    notes = [] if verdict["status"] == JUDGED else [verdict["status"]]
    notes += [f"bonus: {verdict['points']} of {verdict['possible']}"] if verdict["bonus"] else []
    notes += [f"look: {verdict['look']}"] if verdict["look"] else []
    points, possible = (0, 0) if verdict["bonus"] else (verdict["points"], verdict["possible"])
    return Entry(verdict["exercise"], points, possible, verdict["misconception"], "; ".join(notes))


# --- as CSV -------------------------------------------------------------------------------------------

_HEAD: Final = ("student", "lesson", "exercise", "points", "possible", "misconceptions", "minutes", "note")
_CANVAS: Final = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_MINUTES: Final = "unknown"
"""A notebook does not say how long its student worked."""


def gradebook(results: Results) -> str:
    """`gradebook.csv`: a line for each entry."""
    lines = [
        (graded.student, graded.lesson, entry.exercise, entry.points, entry.possible, entry.misconception,
         _MINUTES, entry.note)
        for graded in results.graded
        for entry in entries(graded)
    ]  # fmt: skip
    return _csv(_HEAD, lines)


def gradebook_lms(results: Results) -> str:
    """`gradebook-lms.csv`, for Canvas and Moodle: a line for each student, a column for each lesson's points.

    The first columns are those of Canvas' own export; Moodle asks which column names the student.
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
    return _csv(head, [first, *lines])


def _csv(head: Sequence[object], lines: Iterable[Sequence[object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_no_formula(value) for value in line] for line in lines)
    return file.getvalue()


def _no_formula(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets a quote in front."""
    runs = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if runs else value
