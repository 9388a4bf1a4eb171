"""Reads a notebook file, written by any tool, into cells with an id, a kind and a source each.

Promises: any bytes give cells or a `ValueError` that says why; nothing in the file is run or trusted.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

LARGEST_BYTES: Final = 20_000_000
MOST_CELLS: Final = 2_000
LONGEST_CELL: Final = 200_000
MOST_CODE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `id` is empty where the file has none, `kind` is "code", "markdown" or what the file says."""

    id: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Notebook:
    """The cells in their order, and the kernel's language where the file names it."""

    cells: tuple[Cell, ...]
    language: str


def parse(content: bytes) -> Notebook:
    """The notebook in a file's bytes. Raises `ValueError`, whose text ends a sentence about the file."""
    if len(content) > LARGEST_BYTES:
        raise ValueError(f"has more than {LARGEST_BYTES // 1_000_000} MB, which is the most that is read")
    if not content.strip():
        raise ValueError("is empty")
    try:
        stored = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError("is not a notebook: it is not the JSON that Jupyter saves") from None
    cells = _cells(stored)
    if cells is None:
        raise ValueError("is not a notebook: it has no list of cells")
    if len(cells) > MOST_CELLS:
        raise ValueError(f"has {len(cells)} cells; at most {MOST_CELLS} are read")
    about = _inner(_inner(stored, "metadata"), "kernelspec")
    language = _inner(_inner(stored, "metadata"), "language_info").get("name", about.get("language"))
    read = tuple(_cell(each) for each in cells)
    code = [len(cell.source) for cell in read if cell.kind == "code"]
    if max(code, default=0) > LONGEST_CELL or sum(code) > MOST_CODE:
        raise ValueError(f"has {sum(code):,} characters of code; at most {LONGEST_CELL:,} are read in a cell "
                         f"and {MOST_CODE:,} in all")  # fmt: skip
    return Notebook(read, _text(language))


def _cells(stored: Any) -> list[Any] | None:
    found = stored.get("cells") if type(stored) is dict else None
    return [each for each in found if type(each) is dict] if type(found) is list else None


def _cell(stored: dict[str, Any]) -> Cell:
    source = stored.get("source", "")
    text = "".join(_text(line) for line in source) if type(source) is list else _text(source)
    kind, text = _text(stored.get("cell_type")), text.replace("\r\n", "\n").replace("\0", "")
    return Cell(_id(stored), kind, text if kind == "code" or len(text) <= LONGEST_CELL else "")


def _id(stored: dict[str, Any]) -> str:
    """The cell's id; where a tool renewed it, the name that nbgrader's metadata kept."""
    kept = _inner(_inner(stored, "metadata"), "nbgrader").get("grade_id")
    return _text(kept) or _text(stored.get("id"))


def _inner(stored: Any, name: str) -> dict[str, Any]:
    found = stored.get(name) if type(stored) is dict else None
    return found if type(found) is dict else {}


def _text(value: Any) -> str:
    return value.encode("utf-8", "replace").decode("utf-8") if type(value) is str else ""
