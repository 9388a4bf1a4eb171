"""Each way a notebook can be dishonest, with the rule that catches it; and honest neighbours that pass."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from nbformat import NotebookNode, v4

from companion.classroom.honesty import complaints

SVG = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"/>').decode()


def notebook(source: str = "x = 1", *outputs: NotebookNode, **cell: Any) -> NotebookNode:
    made = v4.new_code_cell(source, **{"id": "a", "execution_count": 1, **cell})
    made.outputs = list(outputs)
    return v4.new_notebook(cells=[made])


def stream(text: str, name: str = "stdout") -> NotebookNode:
    return v4.new_output("stream", name=name, text=text)


def shown(**data: str) -> NotebookNode:
    return v4.new_output("display_data", {kind.replace("_", "/", 1): value for kind, value in data.items()})


def raised() -> NotebookNode:
    return v4.new_output("error", ename="E", evalue="", traceback=[])


def picture(kind: str, payload: str, words: str = 'alt="a dot"') -> NotebookNode:
    return shown(text_html=f'<div><img src="data:{kind};base64,{payload}" {words} style="width:100%"></div>')


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (v4.new_notebook(cells=[v4.new_markdown_cell("text")]), "no code cells"),
        (notebook(execution_count=None), "execution count is None, expected 1"),
        (notebook(execution_count=2), "execution count is 2, expected 1"),
        (notebook("# NBVAL_IGNORE_OUTPUT\n1", stream("1")), "NBVAL_IGNORE_OUTPUT"),
        (notebook("# PYTEST_VALIDATE_IGNORE_OUTPUT\n1", stream("1")), "PYTEST_VALIDATE_IGNORE_OUTPUT"),
        (notebook("clear_output()"), "clear_output"),
        (notebook(metadata={"tags": ["nbval-skip"]}), "nbval-skip"),
        (notebook(metadata={"tags": ["nbval-ignore-output"]}), "nbval-ignore-output"),
        (notebook("1 / 0", raised()), "stores an error"),
        (notebook("check('00-till', f)"), "check(…) and stores no output"),
        (notebook("x = 1\nx"), "ends with a value and stores no output"),
        (notebook("x = 1", stream("careful", "stderr")), "stderr: careful"),
        (notebook("fig", shown(text_plain="<Figure size 640x480 with 1 Axes>")), "without words"),
        (notebook("fig", shown(image_png="iVBORw0KGgo=")), "without words"),
        (notebook("fig", picture("image/png", SVG)), "not an SVG"),
        (notebook("fig", picture("image/svg+xml", "PHN2Zw==")), "not an SVG"),
        (notebook("fig", picture("image/svg+xml", "not base64!")), "not an SVG"),
        (notebook("fig", picture("image/svg+xml", SVG, "")), "without words"),
        (notebook("fig", shown(text_html='<img src="picture.png" alt="a">')), "not inside it"),
        (notebook("x = 1", stream("in /home/ada/course/a.py")), "a path of the machine"),
        (notebook("x = 1", stream("in C:\\Users\\ada")), "a path of the machine"),
        (notebook("x = 1", stream("<object at 0x7f3a2b1c9d10>")), "memory address"),
        (notebook("x = 1", stream("Wall time: 3 ms")), "wall clock"),
        (notebook("x = 1", stream("at 2026-03-01T12:00:00Z")), "wall clock"),
        (notebook("x = 1", stream("3f2b8c1e-9d4a-4c3b-8a2f-0123456789ab")), "random uuid"),
        (notebook("x = 1", stream("019c2f00-9d4a-7c3b-8a2f-0123456789ab")), "virtual clock"),
    ],
)
def test_a_dishonest_notebook_is_caught(found: NotebookNode, says: str) -> None:
    assert any(says in sentence for sentence in complaints(found)), complaints(found)


@pytest.mark.parametrize(
    "honest",
    [
        notebook(),
        notebook("x = 1\nx", shown(text_plain="1")),
        notebook("events.append(1)"),
        notebook("fig", picture("image/svg+xml", SVG)),
        notebook("x = 1", stream("on 2024-01-31T00:00:00Z, see https://example.org/home/ada or a/tmp/b")),
        notebook("x = 1", stream("018cc251-f400-7c3b-8a2f-0123456789ab")),
    ],
)
def test_an_honest_notebook_passes(honest: NotebookNode) -> None:
    assert complaints(honest) == []
