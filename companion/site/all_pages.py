"""Writes all pages to read: the front page, one for each lesson, glossary, cheat sheet, slides, reference."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Sequence
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from companion.bootstrap.checkout import Checkout
from companion.bootstrap.workspace import shipped_notebooks
from companion.classroom.build import built_path
from companion.classroom.slides import deck
from companion.classroom.source import read, sources
from companion.site import reference
from companion.site.notebook_pages import Notebook, markdown, render
from companion.site.page import COURSE, STYLE, Page, style

PICTURE = "lesson_00.png"


def notebooks(root: Path) -> list[Path]:
    """What learners get: the lessons in order, the glossary and the cheat sheet."""
    return shipped_notebooks(Checkout(root))


def write(root: Path, into: Path) -> None:
    """Write all pages below `into`, with the style sheet and the slides."""
    found = [Notebook.of(path) for path in notebooks(root)]
    lessons = [each for each in found if each.is_lesson]
    others = [render(each) for each in found if not each.is_lesson]
    for page in (front(lessons), *lesson_pages(lessons), *others, *reference.pages()):
        file = into / page.path
        file.parent.mkdir(exist_ok=True)
        file.write_text(page.html(), encoding="utf-8", newline="\n")
    (into / STYLE).write_text(style(), encoding="utf-8", newline="\n")
    shutil.copy(root / "notebooks" / "pictures" / PICTURE, into)
    _slides(root, into / "slides")


def lesson_pages(lessons: Sequence[Notebook]) -> list[Page]:
    """The lessons' pages, each with links to the lessons before and after it."""
    around = zip([None, *lessons], lessons, [*lessons[1:], None], strict=False)
    return [render(each, before, after) for before, each, after in around]


def front(lessons: Sequence[Notebook]) -> Page:
    """The front page: what the course is, and every lesson to read or to try. Its text is in `front.md`."""
    words = (resources.files("companion.site") / "front.md").read_text(encoding="utf-8")
    rows = "".join(map(_row, lessons))
    body = markdown(words, "").replace('"FIRST"', f'"{escape(lessons[0].trying)}"')
    body = body.replace('"PICTURE"', f'"{PICTURE}"')
    return Page("index.html", COURSE, body.replace("<p>LESSONS</p>", f'<ul class="lessons">\n{rows}</ul>'))


def _row(lesson: Notebook) -> str:
    return (
        f'<li><h3><a href="{lesson.path}">{lesson.stem[:2]} {escape(lesson.title)}</a></h3>\n'
        f"{markdown(lesson.promise, '')}"
        f'<p class="dim">{escape(lesson.minutes)} · <a href="{escape(lesson.trying)}">try it here</a> · '
        f'<a href="slides/{lesson.stem}.html">slides</a></p></li>\n'
    )


def _slides(root: Path, into: Path) -> None:
    nbformat: Any = importlib.import_module("nbformat")
    into.mkdir()
    for path in sources(root):
        solved = nbformat.read(built_path(root, path.stem, solved=True), as_version=4)
        made = deck(read(path), solved)
        (into / f"{path.stem}.html").write_text(made, encoding="utf-8", newline="\n")
