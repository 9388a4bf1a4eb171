"""A built notebook is what its source says, cell by cell. What the cells print, `test_nbval.py` compares."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import nbformat
import pytest

from companion.classroom import reference
from companion.classroom.build import compose
from companion.classroom.cells import GRADED_CALLS
from companion.classroom.execute import ROOT, settle
from companion.classroom.source import read, sources
from companion.exercises.registry import lesson

FINISHED = tuple(f"{number:02}" for number in range(16))


def test_the_lessons_that_are_finished_are_all_here() -> None:
    if not sources(ROOT):
        pytest.skip("there is no lesson in notebooks/source yet")
    here = tuple(path.stem[:2] for path in sources(ROOT))
    assert not set(FINISHED) - set(here), "a finished lesson is gone"
    assert here == FINISHED, f"add {sorted(set(here) - set(FINISHED))} to FINISHED in {Path(__file__).name}"


@pytest.mark.parametrize("number", FINISHED)
def test_a_finished_lesson_has_its_row_in_the_readme_and_its_test(number: str) -> None:
    row = f"| {number} | {lesson(number).title} | "
    assert row in (ROOT / "README.md").read_text(encoding="utf-8"), f"README.md: add the row {row!r} …"
    test = f"tests/exercises/test_lesson_{number}.py"
    assert (ROOT / test).exists(), f"{test}: write it: figures, and answers that need more than a file to try"


def test_every_built_notebook_has_a_source() -> None:
    built = [
        path for pattern in ("*.ipynb", "solutions/*.ipynb") for path in (ROOT / "notebooks").glob(pattern)
    ]
    made = {path.stem for path in sources(ROOT)} | {path.stem for path in reference.pages(ROOT)}
    assert {path.stem for path in built} == made


def composed(source: Path, stored: Any, solved: bool) -> str:
    """The text of the notebook that the source makes, with the outputs that are stored in another."""
    notebook = compose(read(source), solved=solved)
    outputs = {cell.id: cell.outputs for cell in stored.cells if cell.cell_type == "code"}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, 1):
        cell.outputs, cell.execution_count = outputs.get(cell.id, []), number
    settle(notebook)
    text: str = nbformat.writes(notebook, version=4)
    return text.rstrip("\n") + "\n"


def test_nobody_edited_a_built_notebook_by_hand(notebook: Any) -> None:
    stored = notebook.path.read_text(encoding="utf-8")
    made = composed(notebook.source, notebook.nbformat, notebook.solved)
    if stored != made:
        lines = difflib.unified_diff(stored.splitlines(), made.splitlines(), "stored", "made", n=1)
        shown = "\n".join(line[:200] for line in list(lines)[:60])
        pytest.fail(
            f"{notebook}: run `python3 -m companion build {notebook.source.stem[:2]}`\n{shown}", pytrace=False
        )


def test_every_exercise_and_prediction_of_the_lesson_is_in_its_notebook(source: Path) -> None:
    taught = lesson(source.stem[:2])
    asked = [called for cell in read(source).cells for called in cell.calls()]
    graded = {id for word, id in asked if word in GRADED_CALLS}
    assert graded == {item.id for item in (*taught.predictions, *taught.exercises)}
