"""The browser edition's files: flat notebooks, a lock file of our wheels alone, nothing is looked up."""

from __future__ import annotations

import hashlib
import json
import zipfile

import nbformat
import pytest

from companion.classroom.build import built_path
from companion.classroom.execute import ROOT
from companion.classroom.source import sources
from companion.site import browser_edition, pyodide

LESSONS = [source.stem for source in sources(ROOT)]


@pytest.mark.parametrize("stem", LESSONS)
def test_a_flat_notebook_says_the_same_in_one_piece_and_may_run_its_players(stem):
    text = built_path(ROOT, stem, solved=False).read_text("utf-8")
    flat = json.loads(browser_edition.flat(text))
    assert all(isinstance(cell["source"], str) for cell in flat["cells"])
    pieces = [output.get("text", "") for cell in flat["cells"] for output in cell.get("outputs", ())]
    assert all(isinstance(piece, str) for piece in pieces)
    codes = [cell for cell in flat["cells"] if cell["cell_type"] == "code"]
    assert codes and all(cell["metadata"].pop("trusted") for cell in codes)
    assert nbformat.reads(json.dumps(flat), 4) == nbformat.reads(text, 4)


def wheel(folder, name, version, needs=(), top=""):
    file = folder / f"{name}-{version}-py3-none-any.whl"
    lines = [
        f"Name: {name.replace('_', '-')}",
        f"Version: {version}",
        *(f"Requires-Dist: {need}" for need in needs),
    ]
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(f"{top or name}/tests/test_it.py", "")
        made.writestr(f"{top or name}/__init__.py", "")
        made.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(lines) + "\n")
    return file


@pytest.fixture
def fetched(tmp_path):
    """A folder with Pyodide's four files and a lock file that has one more package."""
    folder = tmp_path / "fetched"
    folder.mkdir()
    for name in pyodide.CORE:
        (folder / name).write_text(name)
    (folder / pyodide.LOCK).write_text(json.dumps({"info": {"version": "1"}, "packages": {"numpy": {}}}))
    return folder


def test_the_lock_file_has_our_wheels_alone_and_depends_on_nothing_else(fetched, tmp_path):
    ours = [
        wheel(tmp_path, "big_tool", "1.0", ["small>=1", "numpy", "extra ; extra == 'more'"], top="tool"),
        wheel(tmp_path, "small", "2.0"),
    ]
    assert browser_edition.interpreter(ours, fetched, tmp_path / "into") == ["big-tool", "small"]
    lock = json.loads((tmp_path / "into" / pyodide.LOCK).read_text())
    assert lock["info"] == {"version": "1"}
    found = lock["packages"]["big-tool"]
    assert (found["version"], found["imports"], found["depends"]) == ("1.0", ["tool"], ["small"])
    copied = tmp_path / "into" / ours[0].name
    assert found["sha256"] == hashlib.sha256(copied.read_bytes()).hexdigest()
    assert {path.name for path in (tmp_path / "into").iterdir()} == {
        *pyodide.CORE, pyodide.LOCK, ours[0].name, ours[1].name
    }  # fmt: skip


def test_a_wheel_leaves_its_own_tests_behind(fetched, tmp_path):
    browser_edition.interpreter([wheel(tmp_path, "tool", "1.0")], fetched, tmp_path / "into")
    [copied] = (tmp_path / "into").glob("*.whl")
    assert zipfile.ZipFile(copied).namelist() == ["tool/__init__.py", "tool-1.0.dist-info/METADATA"]


def test_what_is_loaded_is_not_looked_up_and_progress_outlives_the_page():
    settings = json.loads(json.dumps(browser_edition.settings(["a"])))["jupyter-config-data"]
    kernel = settings["litePluginSettings"][browser_edition.PLUGIN]
    assert kernel["disablePyPIFallback"] is True and kernel["loadPyodideOptions"]["packages"] == ["a"]
    assert kernel["loadPyodideOptions"]["env"]["COMPANION_HOME"].startswith("/drive/")


def test_every_package_of_the_browser_edition_is_pinned():
    assert all(name.count("==") == 1 for name in pyodide.WANTED["wheels"])
    assert pyodide.WANTED["pyodide"].count(".") == 2


def test_the_course_asks_in_a_browser_for_what_is_pinned_there():
    from companion.classroom.doctor import NEEDED_IN_BROWSER

    names = {name.partition("==")[0].lower() for name in pyodide.WANTED["wheels"]}
    assert {name.lower() for name in NEEDED_IN_BROWSER} <= names
