"""Nothing of what the course must teach is missing: `coverage.md` has a row for each, with the cell that
teaches it."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from companion.classroom.execute import ROOT

TABLE = Path(__file__).with_name("coverage.md")


class Row(NamedTuple):
    """What must be taught, in which section of the notes it stands, and the words that stand in the cell."""

    section: str
    what: str
    lesson: str
    cell: str
    words: str


def rows() -> list[Row]:
    found, section = [], ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif line.startswith("| ") and not line.startswith("| what |"):
            what, place, words = re.split(r" (?<!\\)\| ", line.removeprefix("| ").removesuffix(" |"))
            lesson, cell = place.split()
            found.append(Row(section, what, lesson, cell, words))
    return found


ROWS = rows()


@cache
def cells(lesson: str) -> dict[str, str]:
    """The solved notebook's cells by name: what they say, and what they print."""
    [path] = (ROOT / "notebooks" / "solutions").glob(f"{lesson}_*.ipynb")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return {cell["id"]: plain(f"{text(cell['source'])} {printed(cell)}") for cell in notebook["cells"]}


def printed(cell: dict[str, Any]) -> str:
    shown = (out.get("text") or out.get("data", {}).get("text/plain", "") for out in cell.get("outputs", ()))
    return " ".join(map(text, shown))


def text(lines: object) -> str:
    return "".join(lines) if isinstance(lines, list) else str(lines)


def plain(words: str) -> str:
    """Without marks of emphasis and code, and each space as one."""
    return " ".join(re.sub(r"[*`\\]", "", words).split())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.section}: {row.what}")
def test_it_is_taught_in_the_cell_that_the_table_names(row: Row) -> None:
    taught = cells(row.lesson)
    assert row.cell in taught, f"lesson {row.lesson} has no cell {row.cell}: mend {TABLE.name}"
    assert plain(row.words) in taught[row.cell], (
        f"lesson {row.lesson}, cell {row.cell} says: {taught[row.cell]}"
    )


def test_no_row_stands_there_twice() -> None:
    assert [row for row, count in Counter(ROWS).items() if count > 1] == []


def test_the_table_has_nine_use_cases_five_links_and_the_figures_that_everybody_knows() -> None:
    cases = [row for row in ROWS if row.section.startswith("When to use it") and "corrected" not in row.what]
    assert len(cases) == 9
    assert len({row.words for row in ROWS if row.section == "Links"}) == 5
    words = " ".join(row.words for row in ROWS)
    for each in ("$500", "$510", "$810", "RideRated", "ZADD", "ZREVRANGE", "post_views", "seven years"):
        assert each in words, each
