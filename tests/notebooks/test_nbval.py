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


def stored(folder: Path, printed: str) -> Path:
    """A notebook that prints 1 and claims to print `printed`."""
    claim = v4.new_output("stream", name="stdout", text=printed)
    cell = v4.new_code_cell("print(1)", id="one", execution_count=1, outputs=[claim])
    path = folder / "claims.ipynb"
    nbformat.write(v4.new_notebook(cells=[cell]), path)
    return path


@pytest.mark.parametrize(("printed", "passes"), [("1\n", True), ("2\n", False)])
def test_the_guard_passes_the_truth_and_catches_an_edit(
    tmp_path: Path, strict_nbval: Callable[[Path, Path], Any], printed: str, passes: bool
) -> None:
    place = tmp_path / "nbval"
    place.mkdir()
    verdict = strict_nbval(stored(tmp_path, printed), place)
    assert verdict.passed is passes, verdict.output
