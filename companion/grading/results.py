"""What grading comes to: for each student and lesson the verdicts and predictions, and their rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from companion.grading.predicted import Predicted
from companion.grading.verdict import JUDGED, Verdict


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission graded; `remarks` are about the notebook as a whole."""

    student: str
    lesson: str
    verdicts: tuple[Verdict, ...]
    predictions: tuple[Predicted, ...]
    remarks: tuple[str, ...] = ()
    source: str = ""

    @property
    def points(self) -> int:
        """What counts towards the lesson's stated points: no bonus, no private criteria."""
        return sum(row.points for row in rows(self) if not row.private)

    @property
    def possible(self) -> int:
        """The lesson's stated points."""
        return sum(row.possible for row in rows(self) if not row.private)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the gradebook."""

    student: str
    lesson: str
    exercise: str
    points: int
    possible: int
    misconception: str = ""
    note: str = ""
    private: bool = False


@dataclass(slots=True)
class Results:
    """All of a class, in order of student and lesson, and the sentences about what could not be graded."""

    graded: list[Graded] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def students(self) -> list[str]:
        """Everybody of whom something was graded, in order."""
        return sorted({each.student for each in self.graded})

    @property
    def lessons(self) -> list[str]:
        """The lessons of which something was graded, in order."""
        return sorted({each.lesson for each in self.graded})

    def of(self, student: str) -> list[Graded]:
        """What was graded of one student."""
        return [each for each in self.graded if each.student == student]


def rows(graded: Graded) -> Iterator[Row]:
    """The gradebook's lines of one submission: predictions, exercises, each with its private criteria."""
    who, lesson = graded.student, graded.lesson
    for each in graded.predictions:
        yield Row(who, lesson, each.id, each.points, each.possible, each.misconception, each.note)
    for verdict in graded.verdicts:
        yield _row(who, lesson, verdict)
        if verdict["private"]:
            points = sum(each["points"] for each in verdict["private"])
            possible = sum(each["possible"] for each in verdict["private"])
            yield Row(who, lesson, f"{verdict['exercise']}/private", points, possible, private=True)


def _row(student: str, lesson: str, verdict: Verdict) -> Row:
    """A bonus stands in the note, outside the points that the lesson states."""
    notes = [] if verdict["status"] == JUDGED else [verdict["status"]]
    notes += [f"bonus: {verdict['points']} of {verdict['possible']}"] if verdict["bonus"] else []
    notes += [f"look: {verdict['look']}"] if verdict["look"] else []
    points, possible = (0, 0) if verdict["bonus"] else (verdict["points"], verdict["possible"])
    return Row(
        student, lesson, verdict["exercise"], points, possible, verdict["misconception"], "; ".join(notes)
    )
