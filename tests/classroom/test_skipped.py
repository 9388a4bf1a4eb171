"""A learner who runs cells out of order is told which cell is missing."""

import json
from pathlib import Path
from typing import Any

import pytest

from companion.classroom.execute import ROOT
from companion.classroom.lesson import cells, watch_names, which_cell


def notebook(folder: Path, *sources: tuple[str, str], name: str = "97_made.ipynb") -> None:
    found = [{"cell_type": kind, "source": text} for kind, text in sources]
    (folder / name).write_text(json.dumps({"cells": found}), "utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("def shop(): pass", "shop"),
        ("class Shop:\n    open = True", "Shop"),
        ("from companion import Bus as Shop", "Shop"),
        ("import companion.bus", "companion"),
        ("for shop in (1, 2): pass", "shop"),
        ("a, (b, *shop) = 1, (2, 3)", "shop"),
        ("with open('x') as shop: pass", "shop"),
        ("if True:\n    shop = 1", "shop"),
        ("print(shop := 1)", "shop"),
    ],
)
def test_the_cell_that_defines_a_name_is_found_by_its_heading(folder: Path, code: str, name: str) -> None:
    before = ("markdown", "# Title"), ("code", "x = 1"), ("markdown", "## The `shop`\ntext")
    notebook(folder, *before, ("code", code))
    first = code.splitlines()[0]
    assert which_cell("97", name) == (
        f'`{name}` is defined in a cell that has not run yet: under "The shop", it begins with\n    {first}'
    )


@pytest.mark.parametrize(
    "code", ["[shop for shop in x]", "lambda shop: 1", "def f():\n    shop = 1", "%magic shop"]
)
def test_names_that_a_cell_keeps_to_itself_are_not_its_definitions(folder: Path, code: str) -> None:
    notebook(folder, ("code", code))
    assert which_cell("97", "shop") == ""


def test_a_file_that_is_no_notebook_says_nothing(folder: Path) -> None:
    (folder / "97_made.ipynb").write_text("no json", "utf-8")
    assert which_cell("97", "shop") == ""
    assert which_cell("97", None) == ""


LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_s_own_cells_are_found_without_a_copy(folder: Path, path: Path) -> None:
    assert sum(1 for _ in cells(path.name[:2])) > 5


def test_in_a_notebook_the_sentence_stands_below_the_traceback(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import IPython
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    monkeypatch.setenv("IPYTHONDIR", str(folder))
    notebook(folder, ("markdown", "## The till"), ("code", "till = 450"))
    shell: Any = InteractiveShell(config=Config(HistoryManager={"enabled": False}))
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    watch_names("97")
    shell.run_cell("print(till)")
    shown = capsys.readouterr().out
    assert shown.index("NameError") < shown.index('under "The till", it begins with\n    till = 450')
    shell.run_cell("print(nobody)")
    assert "it begins with" not in capsys.readouterr().out
