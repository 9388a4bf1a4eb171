"""The glossary and the cheat sheet: two notebooks of one page each, made of the lessons.

People write `notebooks/source/glossary.md`, a line for each term of `terms.TERMS`, and
`notebooks/source/cheat_sheet.md`, three lines for each lesson. `pages` puts the lines in order and links each
to its cell. `complaints` finds words of a line that the learner's version of its cell does not have. So both
pages agree with the lessons, and neither gives a solution away. Nothing is executed.
"""

from __future__ import annotations

import copy
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from companion.classroom.cells import AuthorError
from companion.classroom.execute import METADATA
from companion.classroom.lesson import concept
from companion.classroom.source import read, sources
from companion.classroom.terms import TERMS

GLOSSARY, CHEAT_SHEET = "glossary", "cheat_sheet"
KINDS = ("remember", "decide", "type")
_LESSON = re.compile(r"## (\d\d)$")
_TERM = re.compile(r"- \*\*(.+?)\*\*: (.+)$")
_LINE = re.compile(r"- (\w+) \(([\w-]+)\): (.+)$")
_SMALL = frozenset(
    re.findall(
        r"\w+", "a an and are as at be by for from has in is it its of on or that the this to which who with"
    )
)
"""Words that a line may say although its cell does not."""


class Line(NamedTuple):
    """A line of a page: a term or one of `KINDS`, the cell of which lesson it links to, and its text."""

    about: str
    lesson: str
    cell: str
    text: str


def glossary(root: Path) -> list[Line]:
    """The terms as `glossary.md` explains them. Raises `AuthorError` for one without a term."""
    where = {(term.term, term.lesson): term.cell for term in TERMS}
    return [
        Line(found[1], lesson, _cell(path, number, where, (found[1], lesson)), found[2])
        for path, number, lesson, found in _written(root, GLOSSARY, _TERM)
    ]


def cheat_sheet(root: Path) -> list[Line]:
    """The lines of `cheat_sheet.md`, each `- KIND (cell): text`. Raises `AuthorError` for any other."""
    return [
        Line(found[1], lesson, found[2], found[3])
        for _, _, lesson, found in _written(root, CHEAT_SHEET, _LINE)
    ]


def complaints(root: Path) -> list[str]:
    """What lines say and their cells do not, terms and kinds of lines that are missing; a sentence each."""
    texts = {
        (path.stem[:2], cell.name): cell.learner() for path in sources(root) for cell in read(path).cells
    }
    explained, sheet = glossary(root), cheat_sheet(root)
    said = [sentence for line in explained + sheet for sentence in _strays(line, texts)]
    lessons = sorted({lesson for lesson, _ in texts})
    terms = {line.about for line in explained}
    said += [
        f"{GLOSSARY}.md has no line for “{term.term}” ({term.lesson})"
        for term in TERMS
        if term.term not in terms
    ]
    kinds = {(line.lesson, line.about) for line in sheet}
    said += [
        f"{CHEAT_SHEET}.md: lesson {lesson} has no line “{kind}”"
        for lesson in lessons
        for kind in KINDS
        if (lesson, kind) not in kinds
    ]
    return list(dict.fromkeys(said))


def pages(root: Path) -> dict[Path, str]:
    """Both notebooks as path and text; empty if there is no `glossary.md`."""
    if not (root / "notebooks" / "source" / f"{GLOSSARY}.md").exists():
        return {}
    stems = {path.stem[:2]: path.stem for path in sources(root)}
    made = {
        GLOSSARY: _glossary_text(glossary(root), stems),
        CHEAT_SHEET: _sheet_text(cheat_sheet(root), stems),
    }
    return {root / "notebooks" / f"{name}.ipynb": _notebook(name, text) for name, text in made.items()}


def _written(root: Path, name: str, form: re.Pattern[str]) -> Iterator[tuple[Path, int, str, re.Match[str]]]:
    path, lesson = root / "notebooks" / "source" / f"{name}.md", ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if heading := _LESSON.match(line):
            lesson = heading[1]
        elif line.startswith("-"):
            if not lesson or not (found := form.match(line)):
                raise AuthorError(path, number, f"{line[:40]!r} is not written as the lines above it")
            yield path, number, lesson, found


def _cell(path: Path, number: int, where: dict[tuple[str, str], str], key: tuple[str, str]) -> str:
    if key not in where:
        raise AuthorError(
            path, number, f"companion/classroom/terms.py has no term {key[0]!r} in lesson {key[1]}"
        )
    return where[key]


def _strays(line: Line, texts: dict[tuple[str, str], str]) -> Iterator[str]:
    """What the line has and its cell has not: code is compared exactly, other words by their beginnings."""
    where = f"“{line.about}”, {line.lesson} {line.cell}"
    if (line.lesson, line.cell) not in texts:
        yield f"{where}: there is no such cell"
        return
    text = texts[line.lesson, line.cell]
    plain = " ".join(text.split())
    for code in re.findall(r"`([^`]*)`", line.text):
        if not all(part.strip(", ") in plain for part in code.split("…")):
            yield f"{where}: its cell has no code `{code}`"
    known = set(map(_stem, _words(text)))
    strays = [word for word in _words(re.sub(r"`[^`]*`", "", line.text)) if _stem(word) not in known]
    if strays:
        yield f"{where}: its cell does not say {', '.join(strays)}"


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", text.lower()) if word not in _SMALL]


def _stem(word: str) -> str:
    return word[:5].rstrip("s")


def _link(says: str, stem: str, cell: str) -> str:
    return f"[{says}]({stem}.ipynb#cell-id={cell})"


def _glossary_text(lines: list[Line], stems: dict[str, str]) -> str:
    rows = sorted((line for line in lines if line.lesson in stems), key=lambda line: line.about.lower())
    told = [
        f"- {_link(f'**{row.about}**', stems[row.lesson], row.cell)} ({row.lesson}): {row.text}"
        for row in rows
    ]
    return "\n".join(["# Glossary", "", "A click on a term opens the cell that introduces it.", "", *told])


def _sheet_text(lines: list[Line], stems: dict[str, str]) -> str:
    told = {(line.lesson, line.about): line for line in lines}
    rows = ["| lesson | remember | decide | type |", "|:---|:---|:---|:---|"]
    for lesson, stem in stems.items():
        cells = [told[lesson, kind] for kind in KINDS if (lesson, kind) in told]
        title = _link(f"{lesson} {concept(lesson).title}", stem, "recap")
        rows.append(
            " | ".join(["| " + title, *(f"{c.text} {_link('→', stem, c.cell)}" for c in cells)]) + " |"
        )
    intro = "One row for each lesson. A click on → opens the cell that says or shows it."
    return "\n".join(["# Cheat sheet", "", intro, "", *rows])


def _notebook(name: str, text: str) -> str:
    nbformat: Any = importlib.import_module("nbformat")
    cell = nbformat.v4.new_markdown_cell(text, id=name)
    made = nbformat.v4.new_notebook(cells=[cell], metadata=copy.deepcopy(METADATA), nbformat_minor=5)
    nbformat.validate(made)
    written: str = nbformat.writes(made, version=4)
    return written.rstrip("\n") + "\n"
