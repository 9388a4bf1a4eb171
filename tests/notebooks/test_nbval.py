"""Every built notebook prints, cell by cell, what is stored in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4


def test_every_cell_prints_what_is_stored(notebook: Any, validated: Any) -> None:
    if not validated.passed:
        pytest.fail(f"{notebook} differs from what is stored in it:\n{validated.output}", pytrace=False)


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
