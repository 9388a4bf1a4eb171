"""Grades submissions: finds the code of each answer, asks a sandbox what it does, and keeps the verdict."""

import ast
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from companion.bootstrap.checkout import Refusal
from companion.exercises.registry import exercise, lesson
from companion.exercises.shown import edition
from companion.grading import suspicious, verdict
from companion.grading.answer_code import AnswerCode, Ordered, Shipped, Task, answer_code, ordered, shipped
from companion.grading.gradebook import Graded
from companion.grading.output import KeptVerdicts, digest
from companion.grading.predictions import letters, predicted
from companion.grading.private import Private
from companion.grading.sandboxes import SILENT, Sandboxes
from companion.grading.submissions import Submission
from companion.grading.verdict import Verdict

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Grader:
    """What one command grades with. `lessons` are the shipped notebooks by number, `course` is the course's
    digest.

    `trouble` is the sentence about the first verdict that could not be kept; grading goes on without keeping.
    """

    lessons: dict[str, Path]
    sandboxes: Sandboxes
    kept: KeptVerdicts
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
        code = ordered(asked, submission.notebook)
        verdicts = tuple(self._exercise(asked, code, task) for task in asked.tasks)
        said = letters(submission.notebook)
        predictions = tuple(predicted(item, said) for item in lesson(submission.lesson).predictions)
        return Graded(submission.student, submission.lesson, verdicts, predictions, code.remarks)

    def _exercise(self, asked: Shipped, code: Ordered, task: Task) -> Verdict:
        item, answer = exercise(task.exercise), answer_code(code.cells, task)
        remarks = list(answer.remarks)
        if answer.missing:
            return verdict.no_verdict(item, answer.missing, remarks=remarks)
        if answer.untouched:  # also where the given code has a fault to find, and would run
            return verdict.no_verdict(item, "", remarks=remarks, status=verdict.OPEN)
        sources = [source for _, source in answer.cells]
        forbidden = next((name for source in sources if (name := suspicious.forbidden(source))), "")
        if forbidden:
            look = f"its code names {forbidden}, which leads to what judges it"
            why = f"your code names {forbidden}, which no answer needs"
            return verdict.no_verdict(item, why, remarks=remarks, look=look)
        odd = next((found for source in sources if (found := suspicious.odd(source))), "")
        key = digest(task.exercise, edition(item), answer.cells, answer.expression, self.seed, self.course,
                     self.private.digest, remarks)  # fmt: skip
        known = self.kept.get(key)
        return known if known is not None else self._judged(task, answer, _brings(asked), odd, key)

    def _judged(self, task: Task, answer: AnswerCode, brings: list[str], odd: str, key: str) -> Verdict:
        request = {"exercise": task.exercise, "cells": answer.cells, "expression": answer.expression,
                   "brings": brings}  # fmt: skip
        reply = self.sandboxes.ask(request)
        extra = self.private.extras.get(task.exercise)
        look = f"it {odd}" if odd else ""
        found = verdict.judged(exercise(task.exercise), reply, extra, list(answer.remarks), look)
        if reply["ended"] == SILENT:  # the cause may be this machine, so the next command judges it again
            return found
        try:
            self.kept.put(key, found)
        except Refusal as problem:
            self.trouble = self.trouble or str(problem)
        return found


def _brings(asked: Shipped) -> list[str]:
    """The modules of exercises that the lesson's own cells import: its demonstrations need them."""
    found: dict[str, None] = {}
    for cell in asked.cells:
        if cell.id in asked.learners or "companion.exercises" not in cell.source:
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and node.module == "companion.exercises":
                found.update(dict.fromkeys(f"{node.module}.{alias.name}" for alias in node.names))
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("companion.exercises."):
                found[str(node.module)] = None
    return list(found)


def shipped_lessons(notebooks: Path) -> dict[str, Path]:
    """The shipped lessons by number."""
    return {path.name[:2]: path for path in sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))}
