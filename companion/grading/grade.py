"""`python3 -m companion grade FOLDER` judges a class's notebooks: gradebook, feedback, class page.

Nothing leaves this machine. Grading twice writes the same files with the same bytes. After a stop in the
middle, the same command goes on: every verdict is kept as soon as it is made.
"""

import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from companion.bootstrap import options
from companion.bootstrap.checkout import Refusal, typed_path
from companion.exercises.registry import numbers
from companion.grading import limits
from companion.grading.gradebook import Results, gradebook, gradebook_lms
from companion.grading.grader import Grader, shipped_lessons
from companion.grading.output import KeptVerdicts, course_digest, write
from companion.grading.pages import class_page, counted, feedback
from companion.grading.private import Private, read
from companion.grading.sandboxes import Sandboxes
from companion.grading.submissions import Found, find

PACKAGE = Path(__file__).resolve().parent.parent
NOTEBOOKS = PACKAGE.parent / "notebooks"


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
    shipped = shipped_lessons(NOTEBOOKS)
    found = find(folder, [number for number in numbers() if number in shipped])
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
    looks = sum(bool(verdict["look"]) for each in results.graded for verdict in each.verdicts)
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
