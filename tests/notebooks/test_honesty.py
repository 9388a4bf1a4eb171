"""What is stored in the built notebooks, beyond what strict nbval looks at; and how long the lessons are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from companion.classroom import honesty, proportions
from companion.classroom.execute import ROOT
from companion.classroom.source import read


def test_a_built_notebook_is_honest(notebook: Any) -> None:
    assert honesty.complaints(notebook.nbformat) == []


def test_a_built_notebook_is_under_900_kb(notebook: Any) -> None:
    assert notebook.path.stat().st_size <= honesty.LARGEST_BYTES


def test_a_lesson_keeps_its_proportions(source: Path) -> None:
    assert proportions.complaints(read(source)) == []


def test_instructor_notes_stay_out_of_the_learners_notebook(notebook: Any) -> None:
    noted = {cell.name for cell in read(notebook.source).cells if "notes" in cell.tags}
    assert noted
    assert (noted <= {cell.id for cell in notebook.nbformat.cells}) is notebook.solved


def test_a_learners_notebook_holds_no_solution_and_no_marker(notebook: Any) -> None:
    text = notebook.path.read_text(encoding="utf-8")
    assert not re.search(r"### (BEGIN|END|STUB)", text)


def test_a_folded_heading_of_further_cells_is_not_inside_another(notebook: Any) -> None:
    """JupyterLab gives a folded heading inside a folded one no button: nothing is under it then."""
    folded = [cell for cell in notebook.nbformat.cells if "jp-MarkdownHeadingCollapsed" in cell.metadata]
    assert [cell.source for cell in folded if not cell.source.startswith("## ")] == []


def test_no_settings_soften_the_validation() -> None:
    files = [ROOT / name for name in ("pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg")]
    softened = [
        path.name for path in files if path.exists() and "sanitize-with" in path.read_text(encoding="utf-8")
    ]
    assert softened == []


@pytest.mark.skipif(not list((ROOT / "notebooks").glob("*.ipynb")), reason="no lesson is built yet")
def test_the_learners_notebooks_differ_from_the_solved_ones() -> None:
    for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"):
        assert path.read_bytes() != (path.parent / "solutions" / path.name).read_bytes()
