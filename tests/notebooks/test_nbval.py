"""Every built notebook prints, cell by cell, what is stored in it, offline and under another hash seed.

That run leaves no point for an untouched notebook, and full marks for the solved one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4

from companion.classroom import store
from companion.classroom.execute import environment
from companion.exercises.registry import lesson


def test_every_cell_prints_what_is_stored(notebook: Any, validated: Any) -> None:
    if not validated.passed:
        pytest.fail(f"{notebook} differs from what is stored in it:\n{validated.output}", pytrace=False)


def test_a_notebook_is_validated_under_another_hash_seed_than_the_build(tmp_path: Path) -> None:
    assert environment(tmp_path)["PYTHONHASHSEED"] == "0"
    assert environment(tmp_path, hash_seed=2)["PYTHONHASHSEED"] == "2"


def records(home: Path) -> dict[str, dict[str, Any]]:
    """What the notebook's run left in its progress file, by the id of the item."""
    saved = home / "progress.json"
    return store.parse(saved.read_text(encoding="utf-8")) if saved.exists() else {}


def test_an_untouched_notebook_totals_0_and_the_solved_one_all_points(notebook: Any, validated: Any) -> None:
    taught = lesson(notebook.source.stem[:2])
    graded = (*taught.predictions, *taught.exercises)
    expected = {item.id: item.points if notebook.solved else 0 for item in graded}
    scored = {item.id: records(validated.home).get(item.id, {}).get("points", 0) for item in graded}
    assert scored == expected


def test_the_guard_passes_the_truth_and_catches_an_edit(
    tmp_path: Path, strict_nbval: Callable[[Path, Path], Any]
) -> None:
    def printing_1(name: str, claim: str) -> nbformat.NotebookNode:
        output = v4.new_output("stream", name="stdout", text=claim)
        return v4.new_code_cell("print(1)", id=name, execution_count=1, outputs=[output])

    path = tmp_path / "claims.ipynb"
    nbformat.write(v4.new_notebook(cells=[printing_1("true", "1\n"), printing_1("edited", "2\n")]), path)
    place = tmp_path / "nbval"
    place.mkdir()
    verdict = strict_nbval(path, place)
    assert not verdict.passed
    assert "1 failed, 1 passed" in verdict.output
