"""Grading a class: 60 students × 5 lessons, judged afresh, then again with every verdict kept.

    .venv/bin/python benchmarks/bench_grading.py [STUDENTS] [JOBS]

The answers are those under tests/answers, right and wrong in turn, so no two neighbours are alike; every
eighth student hands in an answer that never ends. Needs a checkout and takes some minutes.
"""

import contextlib
import io
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from companion.bootstrap.commands import inside

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = {  # lesson → (cell, exercise, name) of the answers that change from student to student
    "00": ("till", "00-till", "take_payment"),
    "03": ("bus", "03-bus", "TinyBus"),
    "04": ("star", "04-star", "reactions"),
    "06": ("inbox", "06-inbox", "charge"),
    "08": ("evolve", "08-evolve", "evolve"),
}
ENDLESS = "def answer(*arguments):\n    while True:\n        pass\n"


def hand_in(folder: Path, students: int) -> int:
    """Write the class's notebooks; how many."""
    for lesson, (cell, exercise, name) in ANSWERS.items():
        [solved] = (ROOT / "notebooks" / "solutions").glob(f"{lesson}_*.ipynb")
        files = sorted((ROOT / "tests" / "answers" / lesson / exercise).glob("*.py"))
        for number in range(students):
            made = json.loads(solved.read_text("utf-8"))
            source = ENDLESS if number % 8 == 7 else files[number * 7 % len(files)].read_text("utf-8")
            for each in made["cells"]:
                if each["id"] == cell:
                    each["source"] = f"{source}\n{name} = answer\n"
            place = folder / f"student{number:02}"
            place.mkdir(exist_ok=True)
            (place / solved.name).write_text(json.dumps(made), "utf-8")
    return students * len(ANSWERS)


def timed(*command: str) -> tuple[float, float]:
    """Seconds of the clock and of the processor that a command takes, its processes included."""
    began, used = time.perf_counter(), _processor()
    with contextlib.redirect_stdout(io.StringIO()):
        inside(command[0], list(command[1:]))
    return time.perf_counter() - began, _processor() - used


def _processor() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))


def main() -> None:
    """Print the table."""
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    jobs = sys.argv[2] if len(sys.argv) > 2 else str(os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "class", Path(place) / "graded"
        folder.mkdir()
        handed = hand_in(folder, students)
        command = ("grade", str(folder), "--out", str(out), "--jobs", jobs)
        rows = [("graded afresh", *timed(*command)), ("again, all verdicts kept", *timed(*command))]
        verdicts = len(list((out / "verdicts").iterdir()))
        rows.append(("hand-out", *timed("handout", str(Path(place) / "zip"))))
    print(
        f"{students} students × {len(ANSWERS)} lessons: {handed} notebooks, {verdicts} answers that differ,"
    )
    print(f"{jobs} at a time\n")
    print("| | seconds | of processor |\n|---|--:|--:|")
    for name, seconds, used in rows:
        print(f"| {name} | {seconds:.1f} | {used:.1f} |")


if __name__ == "__main__":
    main()
