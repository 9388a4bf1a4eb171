"""Finds what strict nbval does not: a notebook that was never run, that opted out, or that lacks a picture.

`complaints(notebook)` returns sentences naming the cell. It looks at what is stored only; that the outputs
are what the code prints is proven by running it again.
"""

from __future__ import annotations

import ast
import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from companion.classroom.cells import parses

LARGEST_BYTES = 900_000
_COURSE = ("check", "predict", "reveal", "explain", "recall", "hint", "lesson", "progress", "doctor")
SPEAKS = frozenset((*_COURSE, "print", "display"))
"""Calls that always show something, so that a cell ending with one must have stored output."""

_OPT_OUTS = re.compile(r"NBVAL_\w+|PYTEST_VALIDATE_\w+|clear_output")
_UUID = r"\b([0-9a-f]{8})-([0-9a-f]{4})-%s[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b"
_TELLTALES = (
    (
        "a path of the machine it was built on",
        re.compile(r"(?<![\w.:/])/(?:home|root|tmp|Users|opt|usr|var|work)/|\b[A-Z]:\\"),
    ),
    ("a memory address", re.compile(r"\b0x[0-9a-f]{6,}\b")),
    (
        "a time measured on the wall clock",
        re.compile(r"\b(?:Wall time|CPU times)\b|\b20(?:2[5-9]|[3-9]\d)-\d\d-\d\d[T ]\d\d:"),
    ),
    ("a random uuid", re.compile(_UUID % 4)),
)
_UUID7 = re.compile(_UUID % 7)
_YEAR_2025_MS = 1_735_689_600_000
_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="data:(image/[\w+.-]+);base64,([^"]*)"[^>]*>')


def complaints(notebook: Any) -> list[str]:
    """What is not honest in an executed notebook; an empty list if everything is."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    found = [] if code else ["no code cells"]
    for expected, cell in enumerate(code, start=1):
        said = (*_never_run(cell, expected), *_opted_out(cell), *_errors(cell), *_silent(cell))
        outputs = (sentence for output in cell.outputs for sentence in _output(output))
        found += [f'cell "{cell.id}": {sentence}' for sentence in (*said, *outputs)]
    return found


def _never_run(cell: Any, expected: int) -> Iterator[str]:
    if cell.execution_count != expected:
        yield f"execution count is {cell.execution_count}, expected {expected}"


def _opted_out(cell: Any) -> Iterator[str]:
    marks = [tag for tag in cell.metadata.get("tags", ()) if tag.startswith("nbval")]
    for mark in (*marks, *_OPT_OUTS.findall(cell.source)):
        yield f"opts out of output checking with {mark}"


def _errors(cell: Any) -> Iterator[str]:
    if any(output.output_type == "error" for output in cell.outputs):
        yield "stores an error: catch it, and print what it says"


def _silent(cell: Any) -> Iterator[str]:
    tree = parses(cell.source)
    last = tree.body[-1] if tree and tree.body else None
    if cell.outputs or not isinstance(last, ast.Expr):
        return
    called = last.value.func if isinstance(last.value, ast.Call) else None
    if isinstance(called, ast.Name) and called.id in SPEAKS:
        yield f"ends with {called.id}(…) and stores no output"
    elif isinstance(last.value, (ast.Name, ast.BinOp, ast.Compare, ast.List, ast.Dict, ast.Tuple)):
        yield "ends with a value and stores no output"


def _output(output: Any) -> Iterator[str]:
    if output.output_type == "stream" and output.name == "stderr":
        yield f"writes to stderr: {output.text.strip().splitlines()[0] if output.text.strip() else 'blank'}"
    data = output.get("data", {})
    if any(kind.startswith("image/") for kind in data) or "<Figure size" in data.get("text/plain", ""):
        yield "stores a picture without words: show one of companion.diagrams"
    yield from _images(data.get("text/html", ""))
    for text in _texts(output):
        for what, pattern in _TELLTALES:
            if shown := pattern.search(text):
                yield f"shows {what}: {shown[0]}"
        for high, low in _UUID7.findall(text):
            if int(high + low, 16) >= _YEAR_2025_MS:
                yield "shows a uuid that did not come from a virtual clock"


def _texts(output: Any) -> Iterator[str]:
    yield output.get("text", "")
    yield output.get("evalue", "")
    for kind, value in output.get("data", {}).items():
        if kind.startswith("text/"):
            yield _IMAGE.sub("", value)


def _images(html: str) -> Iterator[str]:
    if "<img" in html and not _IMAGE.search(html):
        yield "has an <img> whose picture is not inside it"
    for tag in _IMAGE.finditer(html):
        if tag[1] != "image/svg+xml" or not _is_svg(tag[2]):
            yield "has an <img> that is not an SVG"
        if not re.search(r'\balt="[^"]+"', tag[0]):
            yield "has an <img> without words (alt)"


def _is_svg(payload: str) -> bool:
    from xml.etree import ElementTree

    try:
        return ElementTree.fromstring(base64.b64decode(payload)).tag.endswith("svg")
    except (binascii.Error, ElementTree.ParseError):
        return False
