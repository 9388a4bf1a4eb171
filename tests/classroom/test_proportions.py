"""DESIGN's numbers for a lesson, one sentence for each that is missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.classroom.cells import Cell, Lesson
from companion.classroom.proportions import complaints


def lesson(*, texts: int = 15, code: int = 14, graded: int = 3, words: int = 30, lines: int = 3) -> Lesson:
    """A lesson of these numbers; with the defaults it is in proportion."""
    cells = [Cell(f"t{n}", "markdown", 1, (), "word " * words) for n in range(texts)]
    cells += [Cell(f"c{n}", "code", 1, (), "x = 1\n" * lines) for n in range(code - graded)]
    cells += [
        Cell(f"g{n}", "code", 1, (), f'check("90-{n}", x)\n' + "x\n" * (lines - 1)) for n in range(graded)
    ]
    cells += [Cell("n", "markdown", 1, ("notes",), "notes " * 300), Cell("f", "code", 1, ("further",), "x")]
    return Lesson(Path("90_made.py"), tuple(cells))


def test_a_lesson_in_proportion_has_no_complaint() -> None:
    assert complaints(lesson()) == []


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lesson(texts=10), "24 cells in the spine, should be 25 to 50"),
        (lesson(texts=37), "51 cells in the spine"),
        (lesson(graded=2), "2 graded items, should be 3 to 5"),
        (lesson(graded=6), "6 graded items"),
        (lesson(words=71), "71 words in the median markdown cell, should be at most 70"),
        (lesson(words=161), '161 words in cell "t0"'),
        (lesson(lines=7), "7 lines in the median code cell, should be at most 6"),
        (Lesson(Path("90_made.py"), lesson().cells[:-2]), "no instructor notes"),
    ],
)
def test_what_is_out_of_proportion_is_said_with_the_number(made: Lesson, says: str) -> None:
    assert any(says in sentence for sentence in complaints(made)), complaints(made)


@pytest.mark.parametrize(
    ("number", "title", "parts", "says"),
    [
        ("00", 20, "till 6 · the coffee shop 5 ·\ndefeat 3 · kernel 4 · recap 2", ""),
        ("00", 20, "till 6 · recap 4. Together 10", "20 minutes in the title, 10 in the parts"),
        ("03", 20, "till 16 · recap 4", "35 on the concept map"),
    ],
)
def test_the_minutes_of_title_parts_and_map_agree(number: str, title: int, parts: str, says: str) -> None:
    cells = (
        Cell("title", "markdown", 1, (), f"# Start\n\n{title} minutes · 10 points"),
        Cell("notes", "markdown", 1, ("notes",), f"**Minutes:** {parts}.\n\n**Discuss:** 7 things · 8."),
    )
    told = [each for each in complaints(Lesson(Path(f"{number}_made.py"), cells)) if "minutes" in each]
    assert (says in told[0]) if says else not told
