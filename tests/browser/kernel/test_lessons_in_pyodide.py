"""Every lesson prints and draws in a browser's Python what is stored in it, cell by cell, byte for byte.

Further cells too. The table in `companion/site/README.md` names the cells that differ, and what they say.
"""

from __future__ import annotations

import re
from itertools import groupby

import nbformat
import pytest

from companion.classroom.build import built_path
from companion.classroom.execute import ROOT
from companion.classroom.source import sources

LESSONS = [source.stem for source in sources(ROOT)]

ROW = re.compile(
    r"^\| (\d\d) \| (whole|without one further cell) \| (?:`([\w-]+)`)? ?\| ?(.*?) ?\|$", re.MULTILINE
)
README = (ROOT / "companion" / "site" / "README.md").read_text("utf-8")
TABLE = {number: (runs, cell, says) for number, runs, cell, says in ROW.findall(README)}

SAMPLE = [
    ("prints", "import sys\nprint('one')\nprint('two', file=sys.stderr)\nprint('three')"),
    ("counts", "1 + 1"),
    ("keeps", "_ + 40, In[2]"),
    (
        "shows",
        "from IPython.display import Markdown, display\ndisplay(Markdown('**bold**'))\nMarkdown('*last*')",
    ),
    ("fails", "{}['lost']"),
    ("awaits", "import asyncio\nawait asyncio.sleep(0)\nasyncio.get_running_loop() is not None"),
    ("defines", "def own():\n    return 42\n\nimport inspect\nprint(inspect.getsource(own))"),
    ("saves", "from companion.classroom import *\ndoctor()"),
    ("ends", "print('still here')"),
]


def code_cells(stem):
    """The code cells of a solved lesson, as they are stored."""
    notebook = nbformat.read(built_path(ROOT, stem, solved=True), as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def told(outputs):
    """What a reader gets from the outputs of a cell: texts, and results by their kinds."""
    plain = [
        ("stream", output["name"], output["text"]) if output["output_type"] == "stream"
        else ("error", output["ename"], output["evalue"]) if output["output_type"] == "error"
        else (output["output_type"], "", dict(sorted(output["data"].items())))
        for output in outputs
    ]  # fmt: skip
    joined = []
    for (kind, name), some in groupby(plain, key=lambda each: each[:2]):
        parts = [each[2] for each in some]
        joined += [(kind, name, part) for part in (["".join(parts)] if kind == "stream" else parts)]
    return joined


def differing(cells, outputs):
    """The ids of cells that gave something else than is stored, or nothing at all."""
    return [cell["id"] for cell in cells if told(cell["outputs"]) != told(outputs.get(cell["id"], []))]


def parted(id, stored, here):
    """A cell's two outputs from shortly before the place where they part."""
    a, b = repr(stored), repr(here)
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    begin = max(0, at - 100)
    return f"{id}\n  stored {a[begin : at + 200]}\n  here   {b[begin : at + 200]}"


@pytest.fixture(scope="module")
def ran(in_pyodide, request):
    """The sample and the lessons that are asked for, run one after the other."""
    calls = [getattr(item, "callspec", None) for item in request.session.items]
    asked = {call.params["stem"] for call in calls if call is not None and "stem" in call.params}
    lessons = [(stem, code_cells(stem)) for stem in LESSONS if stem in asked]
    given = [(stem, [(cell["id"], cell["source"]) for cell in cells]) for stem, cells in lessons]
    return in_pyodide([("sample", SAMPLE), *given])


def test_the_kernel_gives_what_a_notebooks_kernel_gives(ran):
    assert "sample" in ran.outputs, ran.complaint
    got = {id: told(outputs) for id, outputs in ran.outputs["sample"].items()}
    assert got["prints"] == [
        ("stream", "stdout", "one\n"), ("stream", "stderr", "two\n"), ("stream", "stdout", "three\n"),
    ]  # fmt: skip
    assert got["counts"] == [("execute_result", "", {"text/plain": "2"})]
    assert got["keeps"] == [("execute_result", "", {"text/plain": "(42, '1 + 1')"})]
    assert [(kind, data["text/markdown"]) for kind, _, data in got["shows"]] == [
        ("display_data", "**bold**"), ("execute_result", "*last*"),
    ]  # fmt: skip
    assert got["fails"] == [("error", "KeyError", "'lost'")]
    assert got["awaits"] == [("execute_result", "", {"text/plain": "True"})]
    assert got["defines"] == [("stream", "stdout", "def own():\n    return 42\n\n")]
    assert "ok       progress can be saved\n" in got["saves"][0][2]
    assert got["saves"][0][2].endswith("Everything a lesson needs is here.\n")
    assert got["ends"] == [("stream", "stdout", "still here\n")]


@pytest.mark.parametrize("stem", LESSONS)
def test_a_lesson_gives_in_the_browser_what_is_stored_in_it(ran, stem):
    assert stem in ran.outputs, f"{stem} was not run to its end:\n{ran.complaint}"
    cells, outputs = code_cells(stem), ran.outputs[stem]
    found = differing(cells, outputs)
    runs, cell, says = TABLE[stem[:2]]
    expected = [cell] if cell else []
    stored = {cell["id"]: told(cell["outputs"]) for cell in cells}
    shown = [parted(id, stored[id], told(outputs.get(id, []))) for id in found if id not in expected]
    if shown:
        pytest.fail("\n".join(shown), pytrace=False)
    assert [id for id in expected if id not in found] == [], "in the table, and no longer different"
    here = told(outputs[cell]) if cell else []
    assert says in "".join(str(each[2]) for each in here)
    failed = [id for id in found if any(kind == "error" for kind, _, _ in told(outputs[id]))]
    further = [each["id"] for each in cells if "further" in each.metadata.get("tags", ())]
    assert failed == ([] if runs == "whole" else [cell]) and set(failed) <= set(further)


def test_the_table_has_every_lesson_once():
    assert list(TABLE) == [stem[:2] for stem in LESSONS] and len(ROW.findall(README)) == len(TABLE)


def test_an_edited_a_missing_and_an_added_output_are_each_found():
    stored = [{"output_type": "stream", "name": "stdout", "text": "1\n"}]
    picture = [{"output_type": "display_data", "data": {"text/plain": "a", "text/html": "<b>a</b>"}}]
    other = [{"output_type": "display_data", "data": {"text/plain": "a", "text/html": "<b>b</b>"}}]
    cells = [
        {"id": "same", "outputs": stored}, {"id": "edited", "outputs": picture},
        {"id": "missing", "outputs": stored}, {"id": "added", "outputs": []},
    ]  # fmt: skip
    got = {"same": stored, "edited": other, "added": stored}
    assert differing(cells, got) == ["edited", "missing", "added"]
    split = [{"output_type": "stream", "name": "stdout", "text": part} for part in ("1", "\n")]
    assert differing(cells[:1], {"same": split}) == []
