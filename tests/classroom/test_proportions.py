"""DESIGN's numbers for a lesson, one sentence for each that is missed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from companion.classroom import proportions
from companion.classroom.cells import Cell, Lesson
from companion.classroom.proportions import FORMS, complaints


def lesson(
    *, texts: int = 15, code: int = 14, graded: int = 3, words: int = 30, lines: int = 3, number: str = "90"
) -> Lesson:
    """A lesson of these numbers; with the defaults it is in proportion."""
    cells = [Cell(f"t{n}", "markdown", 1, (), "word " * words) for n in range(texts)]
    cells += [Cell(f"c{n}", "code", 1, (), "x = 1\n" * lines) for n in range(code - graded)]
    cells += [
        Cell(f"g{n}", "code", 1, (), f'check("90-{n}", x)\n' + "x\n" * (lines - 1)) for n in range(graded)
    ]
    cells += [Cell("n", "markdown", 1, ("notes",), "notes " * 300), Cell("f", "code", 1, ("further",), "x")]
    return Lesson(Path(f"{number}_made.py"), tuple(cells))


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


def test_the_exam_is_of_another_form_which_is_declared_and_has_bounds_too() -> None:
    assert list(FORMS) == ["15"]
    exam = lesson(texts=30, code=35, graded=7, number="15")
    assert complaints(exam) == []
    assert any("65 cells in the spine" in each for each in complaints(replace(exam, path=Path("14_made.py"))))
    assert any("71 cells" in each for each in complaints(lesson(texts=36, code=35, graded=7, number="15")))
    assert any(
        "8 graded items" in each for each in complaints(lesson(texts=30, code=35, graded=8, number="15"))
    )


@pytest.mark.parametrize(
    ("number", "minutes", "says"),
    [("15", 70, ""), ("15", 75, "75 minutes"), ("14", 35, ""), ("14", 70, "70 minutes")],
)
def test_a_sitting_has_at_most_35_minutes_and_the_exam_two_of_them(
    number: str, minutes: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proportions, "CONCEPTS", ())
    cells = (
        Cell("title", "markdown", 1, (), f"# Start\n\n{minutes} minutes · 10 points"),
        Cell("notes", "markdown", 1, ("notes",), f"**Minutes:** all of it {minutes}."),
    )
    told = [each for each in complaints(Lesson(Path(f"{number}_made.py"), cells)) if "minutes" in each]
    assert (says in told[0] and "at most" in told[0]) if says else not told
