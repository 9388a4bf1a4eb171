"""Grades submissions: for each exercise the code of the answer, a ward's reply, a verdict that is kept."""

import ast
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from companion.exercises.registry import exercise, lesson
from companion.exercises.shown import edition
from companion.grading import intent, keep, verdict
from companion.grading.gather import Gathered, Work, gather, work
from companion.grading.keep import Full, Kept
from companion.grading.predicted import letters, predicted
from companion.grading.private import Private
from companion.grading.results import Graded
from companion.grading.submissions import Submission
from companion.grading.tasks import Shipped, Task, shipped
from companion.grading.verdict import Verdict
from companion.grading.wards import SILENT, Wards

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Marking:
    """One run of grading: where the shipped lessons stand, who watches, and what was kept before.

    `trouble` is the sentence about the first verdict that could not be kept; grading goes on without keeping.
    """

    lessons: dict[str, Path]
    wards: Wards
    kept: Kept
    private: Private
    seed: int
    course: str
    trouble: str = ""

    def grade(self, submissions: tuple[Submission, ...], jobs: int, progress: Progress) -> Iterator[Graded]:
        """Each submission graded, in the given order; `progress(done, of)` is called after each."""
        with ThreadPoolExecutor(jobs) as pool:
            for number, graded in enumerate(pool.map(self.one, submissions), 1):
                progress(number, len(submissions))
                yield graded

    def one(self, submission: Submission) -> Graded:
        """Every exercise and prediction of one submission."""
        asked = shipped(self.lessons[submission.lesson])
        gathered = gather(asked, submission.notebook)
        verdicts = tuple(self._exercise(asked, gathered, task) for task in asked.tasks)
        said = letters(submission.notebook)
        predictions = tuple(predicted(item, said) for item in lesson(submission.lesson).predictions)
        return Graded(
            submission.student, submission.lesson, verdicts, predictions, gathered.remarks, submission.source
        )

    def _exercise(self, asked: Shipped, gathered: Gathered, task: Task) -> Verdict:
        item, made = exercise(task.id), work(gathered, task)
        remarks = list(made.remarks)
        if made.missing:
            return verdict.nothing(item, made.missing, remarks=remarks)
        if made.untouched:  # also where the given code has the fault that is to be found, and would run
            return verdict.nothing(item, "", remarks=remarks, status=verdict.OPEN)
        named = next((name for _, source in made.cells if (name := intent.reaches(source))), "")
        if named:
            look = f"its code names {named}, which leads to what judges it"
            return verdict.nothing(
                item, f"your code names {named}, which no answer needs", remarks=remarks, look=look
            )
        odd = next((found for _, source in made.cells if (found := intent.odd(source))), "")
        key = keep.digest(task.id, edition(item), made.cells, made.expression, self.seed, self.course,
                          self.private.digest, remarks)  # fmt: skip
        known = self.kept.get(key)
        return known if known is not None else self._judged(task, made, _brings(asked), remarks, odd, key)

    def _judged(
        self, task: Task, made: Work, brings: list[str], remarks: list[str], odd: str, key: str
    ) -> Verdict:
        request = {"exercise": task.id, "cells": made.cells, "expression": made.expression, "brings": brings}
        reply = self.wards.ask(request)
        extra = self.private.extras.get(task.id)
        found = verdict.judged(exercise(task.id), reply, extra, remarks, f"it {odd}" if odd else "")
        if reply["ended"] == SILENT:  # perhaps the machine's fault: a further run judges it again
            return found
        try:
            self.kept.put(key, found)
        except Full as problem:
            self.trouble = self.trouble or str(problem)
        return found


def _brings(asked: Shipped) -> list[str]:
    """The modules of exercises that the lesson's own cells import: a demonstration needs them."""
    found: dict[str, None] = {}
    for cell in asked.cells:
        if cell.id in asked.own or "companion.exercises" not in cell.source:
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and node.module == "companion.exercises":
                found.update(dict.fromkeys(f"{node.module}.{alias.name}" for alias in node.names))
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("companion.exercises."):
                found[str(node.module)] = None
    return list(found)


def lessons(notebooks: Path) -> dict[str, Path]:
    """The shipped lessons by number."""
    return {path.name[:2]: path for path in sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))}
