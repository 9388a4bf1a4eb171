"""Each term is used only after the cell that introduces it: nobody meets a word that was not explained.

The table stands in `companion/classroom/terms.py`: add your lesson's rows there. What is tagged `notes` (the
instructor reads it) or `further` is not searched.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest

from companion.classroom import reference
from companion.classroom.cells import Cell
from companion.classroom.execute import ROOT
from companion.classroom.source import read, sources
from companion.classroom.terms import TERMS, Term

ANNOUNCED = {("retry", "01", "real")}
"""Terms that a cell only announces: "discard, retry, compensate. You meet them in lessons 03 and 05".
"""


@cache
def cells() -> list[tuple[str, Cell]]:
    """The markdown that a learner reads, in order: (lesson number, cell)."""
    return [
        (source.stem[:2], cell)
        for source in sources(ROOT)
        for cell in read(source).cells
        if cell.kind == "markdown" and not {"notes", "further"} & set(cell.tags)
    ]


def places(term: Term, text: Callable[[Cell], str]) -> list[tuple[str, str]]:
    """The cells, in order, in whose `text` the term stands: (lesson, name of the cell)."""
    pattern = re.compile(term.pattern or re.escape(term.term), re.IGNORECASE)
    return [(number, cell.name) for number, cell in cells() if pattern.search(text(cell))]


def whole(cell: Cell) -> str:
    return cell.text


def used(cell: Cell) -> str:
    """What the cell takes for known: without code, links, and sentences that point to another lesson."""
    text = re.sub(r"\[[^\]]*\]\([^)]*\)|`[^`]*`", "", cell.text).partition("**Next:**")[0]
    return " ".join(part for part in re.split(r"(?<=[.?!])\s", text) if not re.search(r"lessons? \d\d", part))


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.term)
def test_a_term_is_introduced_where_the_table_says(term: Term) -> None:
    found = places(term, whole)
    assert (term.lesson, term.cell) in found, f"{term.term} stands in {found[:5]}; mend table or lesson"


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.term)
def test_nobody_uses_a_term_before_it_is_introduced(term: Term) -> None:
    order = [(number, cell.name) for number, cell in cells()]
    first = order.index((term.lesson, term.cell))
    early = [
        f"{number} {name}"
        for number, name in places(term, used)
        if order.index((number, name)) < first
        and name != "title"
        and (term.term, number, name) not in ANNOUNCED
    ]
    assert not early, f"{term.term}, introduced in {term.lesson} {term.cell}, stands before that in {early}"


@pytest.mark.parametrize("line", reference.glossary(ROOT), ids=lambda line: line.about)
def test_a_line_of_the_glossary_uses_no_term_of_a_later_lesson(line: reference.Line) -> None:
    later = [
        term.term
        for term in TERMS
        if line.lesson < min(t.lesson for t in TERMS if t.term == term.term)
        and re.search(term.pattern or re.escape(term.term), line.text, re.IGNORECASE)
    ]
    assert not later, f"“{line.about}” of lesson {line.lesson} needs {later}, which come later"
