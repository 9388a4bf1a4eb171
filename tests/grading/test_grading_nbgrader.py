"""nbgrader: its metadata says the lessons' points, and where it is installed, a whole round works.

Its own hand-out would clear whole cells; `companion/grading/nbgrader_config.py` keeps the lessons as shipped.
"""

import ast
import csv
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from submitted import ROOT, lesson_of, notebook

from companion.exercises.registry import exercise, lesson, numbers

needs_nbgrader = pytest.mark.skipif(
    importlib.util.find_spec("nbgrader") is None,
    reason="nbgrader is not installed: pip install 'eda-companion[nbgrader]' in an environment of its own",
)


@pytest.mark.parametrize("number", numbers())
def test_a_graded_cell_ends_with_the_points_that_nbgrader_reads(number):
    for each in json.loads(lesson_of(number).read_text("utf-8"))["cells"]:
        if each["metadata"].get("nbgrader", {}).get("grade") and "check(" in "".join(each["source"]):
            last = ast.parse("".join(each["source"])).body[-1]
            assert isinstance(last, ast.Expr), f"{each['id']}: everybody would get full marks"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of nbgrader's with two students, graded."""
    folder = tmp_path_factory.mktemp("school")
    shutil.copy(ROOT / "companion/grading/nbgrader_config.py", folder)
    put(folder / "source" / "00", notebook("00"))
    nbgrader(folder, "generate_assignment", "00")
    put(folder / "submitted" / "ada" / "00", notebook("00", solved=True))
    released = json.loads(next((folder / "release/00").glob("*.ipynb")).read_text("utf-8"))
    put(folder / "submitted" / "bob" / "00", released)
    nbgrader(folder, "autograde", "00", "--create")
    nbgrader(folder, "export", "--to", "grades.csv")
    nbgrader(folder, "generate_feedback", "00")
    return folder


def put(folder: Path, made: dict) -> None:
    folder.mkdir(parents=True)
    (folder / lesson_of("00").name).write_text(json.dumps(made), "utf-8")


def nbgrader(folder: Path, *command: str) -> None:
    path = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    )  # it starts alembic
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


@needs_nbgrader
def test_what_students_get_is_the_lesson_as_it_is_shipped(school):
    released = json.loads(next((school / "release/00").glob("*.ipynb")).read_text("utf-8"))
    shipped = json.loads(lesson_of("00").read_text("utf-8"))
    assert [each["source"] for each in released["cells"]] == [each["source"] for each in shipped["cells"]]


@needs_nbgrader
def test_checks_are_graded_and_predictions_wait_for_a_person(school):
    with (school / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    checks = sum(item.points for item in lesson("00").exercises if not exercise(item.id).bonus)
    assert float(rows["ada"]["score"]) == checks
    assert float(rows["bob"]["score"]) == 0
    assert float(rows["ada"]["max_score"]) == lesson("00").points


@needs_nbgrader
def test_every_student_has_a_page_of_feedback(school):
    assert len(list((school / "feedback").glob("*/00/*.html"))) == 2
