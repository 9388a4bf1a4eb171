"""`python3 -m companion grade FOLDER`: a class's notebooks judged afresh: gradebook, feedback, class page.

Nothing leaves this machine. Graded twice, the same files with the same bytes. Stopped in the middle, the same
command goes on: every verdict is kept as it is made.
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
from companion.grading import keep, limits
from companion.grading.class_page import class_page
from companion.grading.feedback import feedback
from companion.grading.gradebook import gradebook, wide
from companion.grading.keep import Full, Kept
from companion.grading.marking import Marking, lessons
from companion.grading.private import BadPrivateFile, Private, read
from companion.grading.results import Results
from companion.grading.submissions import Found, NoSubmissions, find
from companion.grading.wards import Wards

PACKAGE = Path(__file__).resolve().parent.parent
NOTEBOOKS = PACKAGE.parent / "notebooks"


def main(argv: Sequence[str]) -> int:
    """The command; 0 when all was graded, 1 when something could not be, 2 where nothing can be."""
    given = options.read("grade", argv)
    folder = typed_path(given.words[0])
    beside = folder.with_name(folder.name + "-graded")
    out = typed_path(given.texts["--out"]) if "--out" in given.texts else beside
    jobs, private_file = given.numbers.get("--jobs", os.cpu_count() or 1), given.texts.get("--private")
    try:
        private = read(typed_path(private_file) if private_file else None)
        if out.resolve() == folder.resolve() or out.resolve() in folder.resolve().parents:
            raise NoSubmissions(f"{out} holds the submissions: name another folder with --out.")
        if not hasattr(os, "fork"):
            raise NoSubmissions("Windows cannot set a process up for each answer: grade in WSL.")
        if not jobs:
            raise NoSubmissions("--jobs 0 would grade nothing: give 1 or more.")
        found = find(folder, [number for number in numbers() if number in lessons(NOTEBOOKS)])
    except (NoSubmissions, BadPrivateFile) as problem:
        raise Refusal(str(problem), code=2) from None
    return grade(found, out, private, given.numbers.get("--seed", 0), jobs)


def grade(found: Found, out: Path, private: Private, seed: int, jobs: int) -> int:
    """Grade what was found and write the results into `out`; the exit code."""
    for sentence in found.problems:
        print(sentence)
    for sentence in limits.walls():
        print(f"This system has {sentence}.")
    results = Results(problems=list(found.problems))
    wanted = sorted({each.lesson for each in found.submissions})
    try:
        with Wards(wanted, seed, private.path) as wards:
            kept = Kept(out / "verdicts")
            marking = Marking(lessons(NOTEBOOKS), wards, kept, private, seed, keep.of_the_course(PACKAGE))
            results.graded += marking.grade(found.submissions, jobs, _Line())
        _write(results, out)
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on where it was.", file=sys.stderr)
        return 130
    except Full as problem:
        print(
            f"{problem} Make room and run the same command again: what was judged is kept.", file=sys.stderr
        )
        return 1
    if marking.trouble:
        print(f"{marking.trouble} Results are complete; a further run judges again.", file=sys.stderr)
    looks = sum(bool(verdict["look"]) for each in results.graded for verdict in each.verdicts)
    if looks:
        print(f"{looks} answers should be read by a person: class.html says which and why.")
    print(f"{len(results.graded)} notebooks of {len(results.students)} students: {out / 'gradebook.csv'}")
    return 1 if found.problems else 0


class _Line:
    """The progress line: on a terminal one that counts, elsewhere nothing."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        if sys.stdout.isatty():
            left = (time.monotonic() - self._began) / done * (total - done)
            end = "\n" if done == total else ""
            print(f"\rgraded {done} of {total}, about {left:.0f} s left   ", end=end, flush=True)


def _write(results: Results, out: Path) -> None:
    """Everything anew; pages of students who are gone go too."""
    pages = {
        f"{name}.html": feedback(student, results.of(student)) for student, name in _pages(results.students)
    }
    folder = out / "feedback"
    for old in folder.glob("*.html"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        keep.write(folder / name, text)
    keep.write(out / "class.html", class_page(results))
    keep.write(out / "gradebook-lms.csv", wide(results))
    keep.write(out / "gradebook.csv", gradebook(results))
    for half in out.rglob(".*.half"):
        half.unlink(missing_ok=True)


def _pages(students: list[str]) -> list[tuple[str, str]]:
    """A file name for each student, such as no system refuses; a number where two would be the same."""
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
