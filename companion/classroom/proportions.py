"""How long a lesson and its cells may be: DESIGN's numbers for a spine of at most 35 minutes a sitting.

`complaints(lesson)` returns sentences; the build prints them as warnings, a test makes them failures. Cells
tagged `further` are outside the spine, instructor notes and the set-up are not what a learner reads.
"""

from __future__ import annotations

import re
from statistics import median
from typing import NamedTuple

from companion.classroom.cells import GRADED_CALLS, Cell, Lesson
from companion.classroom.lesson import CONCEPTS
from companion.exercises.registry import UnknownItem, find
from companion.exercises.words import Recall

SITTING_MIN = 35


class Form(NamedTuple):
    """What a lesson is: so many `sittings` of at most 35 minutes, cells in its spine and graded items."""

    sittings: int = 1
    cells: range = range(25, 51)
    items: range = range(3, 6)


FORMS = {"15": Form(sittings=2, cells=range(40, 71), items=range(5, 8))}
"""Lessons of another form than all the others: the exam is two sittings, and a capstone for home."""

MARKDOWN_WORDS = 70
CODE_LINES = 6
LONGEST_WORDS = 160
_STATED = re.compile(r"(\d+) minutes · \d+ points")
_PARTS = re.compile(r"\*\*Minutes:\*\*(.*?)(?:\n\s*\n|$)", re.DOTALL)
_PART = re.compile(r"(\d+)(?=\s*(?:·|\.|$))")


def complaints(lesson: Lesson) -> list[str]:
    """What is too long, too short or missing in the lesson; an empty list when nothing is."""
    form = FORMS.get(lesson.stem[:2], Form())
    spine = [cell for cell in lesson.cells if "further" not in cell.tags and "notes" not in cell.tags]
    texts = [cell for cell in spine if cell.kind == "markdown"]
    code = [cell for cell in spine if cell.kind == "code"]
    graded = {id for cell in spine for word, id in cell.calls() if word in GRADED_CALLS and _scores(id)}
    said = [
        _outside(len(spine), form.cells, "cells in the spine"),
        _outside(len(graded), form.items, "graded items"),
        _above(median([*map(_words, texts)] or [0]), MARKDOWN_WORDS, "words in the median markdown cell"),
        _above(median([*map(_lines, code)] or [0]), CODE_LINES, "lines in the median code cell"),
        *(_above(_words(cell), LONGEST_WORDS, f'words in cell "{cell.name}"') for cell in texts),
        "" if any("notes" in cell.tags for cell in lesson.cells) else "no instructor notes (tag notes)",
        _minutes(lesson, form.sittings * SITTING_MIN),
    ]
    return [f"{lesson.stem}: {sentence}" for sentence in said if sentence]


def _scores(id: str) -> bool:
    """Whether points are given for this id; one that no lesson knows yet counts as graded."""
    try:
        item = find(id)
    except UnknownItem:
        return True
    return not isinstance(item, Recall) and item.points > 0


def _minutes(lesson: Lesson, most: int) -> str:
    """Whether the title's minutes, the sum of the parts in the notes and the concept map agree, and are few
    enough.

    The notes say `**Minutes:** recall 2 · demo 4 · … · recap 3. Together 35.`, the title
    `35 minutes · 20 points`.
    """
    stated = next((int(found[1]) for cell in lesson.cells if (found := _STATED.search(cell.text))), None)
    notes = "\n".join(cell.text for cell in lesson.cells if "notes" in cell.tags)
    parts = _PARTS.search(notes)
    if stated is None or parts is None:
        return ""
    summed = sum(int(part) for part in _PART.findall(parts[1].partition("Together")[0]))
    mapped = next((c.minutes for c in CONCEPTS if c.number == lesson.stem[:2]), stated)
    if stated == summed == mapped:
        return _above(stated, most, "minutes")
    return f"{stated} minutes in the title, {summed} in the parts of the notes, {mapped} on the concept map"


def _words(cell: Cell) -> int:
    return len(cell.text.split())


def _lines(cell: Cell) -> int:
    return len([line for line in cell.learner().splitlines() if line.strip()])


def _outside(count: int, allowed: range, what: str) -> str:
    return "" if count in allowed else f"{count} {what}, should be {allowed.start} to {allowed.stop - 1}"


def _above(value: float, most: int, what: str) -> str:
    return "" if value <= most else f"{value:g} {what}, should be at most {most}"
