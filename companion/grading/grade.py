"""`python3 -m companion grade FOLDER` judges a class's notebooks: gradebook, feedback, class page.

For each submission a `Grader` finds the code of its answers, asks a sandbox what each does, and keeps the
verdict. Nothing leaves this machine. Grading twice writes the same files with the same bytes. After a stop in
the middle, the same command goes on: every verdict is kept as soon as it is made.
"""

import ast
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from companion.bootstrap import options
from companion.bootstrap.checkout import Refusal, typed_path
from companion.exercises.registry import exercise, lesson, numbers
from companion.exercises.shown import edition
from companion.grading import limits, suspicious, verdict
from companion.grading.answer_code import AnswerCode, Ordered, Shipped, Task, answer_code, ordered, shipped
from companion.grading.gradebook import Graded, Results, gradebook, gradebook_lms
from companion.grading.names import parsed
from companion.grading.output import KeptVerdicts, course_digest, digest, write
from companion.grading.pages import class_page, counted, feedback
from companion.grading.predictions import letters, predicted
from companion.grading.private import Private, read
from companion.grading.sandboxes import SILENT, Sandboxes
from companion.grading.submissions import Found, Submission, find
from companion.grading.verdict import Verdict

PACKAGE = Path(__file__).resolve().parent.parent
NOTEBOOKS = PACKAGE.parent / "notebooks"
Progress = Callable[[int, int], None]


def main(argv: Sequence[str]) -> int:
    """The command; 0 if everything was graded, 1 if something was not. Raises `Refusal`."""
    given = options.read("grade", argv)
    folder = typed_path(given.words[0])
    beside = folder.with_name(folder.name + "-graded")
    out = typed_path(given.texts["--out"]) if "--out" in given.texts else beside
    jobs, private_file = given.numbers.get("--jobs", os.cpu_count() or 1), given.texts.get("--private")
    private = read(typed_path(private_file) if private_file else None)
    if out.resolve() == folder.resolve() or out.resolve() in folder.resolve().parents:
        raise Refusal(f"{out} has the submissions in it: name another folder with --out.", code=2)
    if not hasattr(os, "fork"):
        raise Refusal("Windows cannot start a process for each answer: grade in WSL.", code=2)
    if not jobs:
        raise Refusal("--jobs 0 would grade nothing: give 1 or more.", code=2)
    there = shipped_lessons(NOTEBOOKS)
    found = find(folder, [number for number in numbers() if number in there])
    return grade(found, out, private, given.numbers.get("--seed", 0), jobs)


def grade(found: Found, out: Path, private: Private, seed: int, jobs: int) -> int:
    """Grade what was found and write the results into `out`; the exit code. Raises `Refusal` where a result
    cannot be written."""
    for sentence in found.problems:
        print(sentence)
    for sentence in limits.missing():
        print(f"This system has {sentence}.")
    results = Results(problems=list(found.problems))
    wanted = sorted({each.lesson for each in found.submissions})
    try:
        with Sandboxes(wanted, seed, private.path) as sandboxes:
            kept, course = KeptVerdicts(out / "verdicts"), course_digest(PACKAGE)
            grader = Grader(shipped_lessons(NOTEBOOKS), sandboxes, kept, private, seed, course)
            results.graded += grader.grade(found.submissions, jobs, _ProgressLine())
        _write(results, out)
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on where it was.", file=sys.stderr)
        return 130
    if grader.trouble:
        print(f"{grader.trouble} The results are complete.", file=sys.stderr)
    looks = sum(bool(judged["look"]) for each in results.graded for judged in each.verdicts)
    if looks:
        print(f"A person should read {counted(looks, 'answer')}: class.html says which and why.")
    graded = f"{counted(len(results.graded), 'notebook')} of {counted(len(results.students), 'student')}"
    print(f"{graded}: {out / 'gradebook.csv'}")
    return 1 if found.problems else 0


class _ProgressLine:
    """Counts on a terminal; prints nothing elsewhere."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        if sys.stdout.isatty():
            left = (time.monotonic() - self._began) / done * (total - done)
            end = "\n" if done == total else ""
            print(f"\rgraded {done} of {total}, about {left:.0f} s left   ", end=end, flush=True)


def _write(results: Results, out: Path) -> None:
    """Write every result again, and delete the pages of students who are no longer there."""
    pages = {
        f"{name}.html": feedback(student, results.of(student)) for student, name in _pages(results.students)
    }
    folder = out / "feedback"
    for old in folder.glob("*.html"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        write(folder / name, text)
    write(out / "class.html", class_page(results))
    write(out / "gradebook-lms.csv", gradebook_lms(results))
    write(out / "gradebook.csv", gradebook(results))
    for half in out.rglob(".*.half"):
        half.unlink(missing_ok=True)


def _pages(students: list[str]) -> list[tuple[str, str]]:
    """A file name for each student that every system accepts; a number where two would be the same."""
    taken: set[str] = set()
    named = []
    for student in students:
        plain = re.sub(r"[^\w.@-]+", "_", student).strip("._")[:80] or "student"
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain}_{number}"
        taken.add(name.casefold())
        named.append((student, name))
    return named


# --- one submission after the other -------------------------------------------------------------------


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
        for node in ast.walk(parsed(cell.source)):
            if isinstance(node, ast.ImportFrom) and node.module == "companion.exercises":
                found.update(dict.fromkeys(f"{node.module}.{alias.name}" for alias in node.names))
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("companion.exercises."):
                found[str(node.module)] = None
    return list(found)


def shipped_lessons(notebooks: Path) -> dict[str, Path]:
    """The shipped lessons by number."""
    return {path.name[:2]: path for path in sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))}
