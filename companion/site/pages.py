"""Writes all pages to read: the front page, one for each lesson, glossary, cheat sheet, slides, reference.

A notebook's page has the learner's text, code and stored outputs; nothing is executed. Links between
notebooks become links between pages, also those to a cell. No page shows an answer, because the learner's
notebooks have none.
"""

from __future__ import annotations

import importlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from companion.bootstrap.checkout import Checkout
from companion.bootstrap.workspace import shipped_notebooks
from companion.classroom import highlight
from companion.classroom.build import built_path
from companion.classroom.slides import deck
from companion.classroom.source import read, sources
from companion.site import reference
from companion.site.page import COURSE, STYLE, Page, style

PICTURE = "lesson_00.png"
_TO_NOTEBOOK = re.compile(r'href="(?:\./)?(\w+)\.ipynb(?:#cell-id=([\w-]+))?"')
_MINUTES = re.compile(r"^\d+ minutes\b.*", re.MULTILINE)


def write(root: Path, into: Path) -> None:
    """Write all pages below `into`, with the style sheet and the slides."""
    found = [Notebook.of(path) for path in shipped_notebooks(Checkout(root))]
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
        f'<li><h3><a href="{lesson.path}">{escape(lesson.called)}</a></h3>\n'
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


# --- the page of a notebook ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Notebook:
    """One notebook as it is stored: the name of its file without the ending, and its cells."""

    stem: str
    cells: list[Any]

    @classmethod
    def of(cls, path: Path) -> Notebook:
        """The notebook in a file of nbformat 4.5."""
        nbformat: Any = importlib.import_module("nbformat")
        return cls(path.stem, nbformat.read(path, as_version=4).cells)

    @property
    def is_lesson(self) -> bool:
        """Whether it is a lesson, and not the glossary or the cheat sheet."""
        return self.stem[:2].isdigit()

    @property
    def title(self) -> str:
        """Its first heading."""
        return str(self.cells[0].source.splitlines()[0].lstrip("# "))

    @property
    def called(self) -> str:
        """Its title, that of a lesson with its number."""
        return f"{self.stem[:2]} {self.title}" if self.is_lesson else self.title

    @property
    def promise(self) -> str:
        """The sentence below the title."""
        return str(self.cells[0].source.split("\n\n")[1])

    @property
    def minutes(self) -> str:
        """The line that states minutes and points."""
        found = _MINUTES.search(self.cells[0].source)
        return found[0] if found else ""

    @property
    def path(self) -> str:
        """The address of its page in the site."""
        return address(self.stem)

    @property
    def trying(self) -> str:
        """The address where it runs, with a kernel of its own."""
        return f"browser/notebooks/index.html?path={self.stem}.ipynb"


def address(stem: str) -> str:
    """The address of a notebook's page in the site."""
    return f"lessons/{stem}.html" if stem[:2].isdigit() else f"{stem}.html"


def render(notebook: Notebook, before: Notebook | None = None, after: Notebook | None = None) -> Page:
    """The page of a notebook, with links to the lessons before and after it."""
    around = ((before, "← "), (after, ""))
    links = [(each.path, f"{arrow}{each.called}") for each, arrow in around if each]
    page = Page(notebook.path, notebook.called, "", links)
    cells = [_cell(cell, page.up, notebook) for cell in _grouped(notebook.cells)]
    if notebook.is_lesson:
        cells.insert(0, f'<p class="kicker">Lesson {notebook.stem[:2]}</p>')
        cells.insert(2, _invitation(notebook, page.up))
    return replace(page, body="\n".join(cells))


def _invitation(notebook: Notebook, up: str) -> str:
    return (
        f'<p><a class="try" href="{up}{escape(notebook.trying)}">Try it here</a></p>\n'
        '<p class="dim">This page is for reading. The button opens the lesson in your browser, with nothing '
        "to install: its text is there at once, its first cell answers half a minute to a minute later. "
        f'There are <a href="{up}slides/{notebook.stem}.html">slides</a>, too.</p>'
    )


def _grouped(cells: list[Any]) -> list[Any]:
    """The cells; neighbours that are tagged `further` become one list."""
    found: list[Any] = []
    for cell in cells:
        if "further" not in cell.metadata.get("tags", ()):
            found.append(cell)
        elif found and isinstance(found[-1], list) and not _opens(cell):
            found[-1].append(cell)
        else:
            found.append([cell])
    return found


def _opens(cell: Any) -> bool:
    return cell.cell_type == "markdown" and bool(cell.source.startswith("#"))


def _cell(cell: Any, up: str, notebook: Notebook) -> str:
    if isinstance(cell, list):
        first = cell[0]
        title = first.source.splitlines()[0].lstrip("# ") if first.cell_type == "markdown" else "Further"
        inside = "\n".join(_cell(each, up, notebook) for each in cell)
        return f"<details><summary>{escape(title.replace('`', ''))}</summary>\n{inside}\n</details>"
    if cell.cell_type == "markdown":
        return f'<section id="{escape(cell.id)}">\n{markdown(cell.source, up)}</section>'
    code = f'<pre class="code" tabindex="0">{chr(10).join(highlight.lines(cell.source))}</pre>'
    if cell.metadata.get("nbgrader", {}).get("solution"):
        there = f'<a href="{up}{escape(notebook.trying)}">in the browser edition</a>'
        code = f'<div class="yours"><p>Your turn, {there} or at home:</p>{code}</div>'
    shown = "\n".join(filter(None, map(_output, cell.outputs)))
    return f'<section id="{escape(cell.id)}">\n{code}\n{shown}\n</section>'


def _output(output: Any) -> str:
    if output.output_type == "stream":
        return (
            f'<pre class="printed" tabindex="0">{escape(output.text.rstrip())}</pre>'
            if output.text.strip()
            else ""
        )
    data = output.data
    if "text/html" in data:
        return f'<div class="shown">{data["text/html"]}</div>' if data["text/html"] else ""
    if "text/markdown" in data:
        return markdown(data["text/markdown"], "")
    return f'<pre class="printed" tabindex="0">{escape(data.get("text/plain", ""))}</pre>'


def markdown(text: str, up: str) -> str:
    """Markdown as HTML; links to notebooks lead to their pages. `up` is the way to the site's front page."""
    from markdown_it import MarkdownIt

    def coloured(code: str, language: str, _: str) -> str:
        marked = "\n".join(highlight.lines(code)) if language in ("python", "py") else escape(code)
        return f'<pre class="code" tabindex="0">{marked.rstrip()}</pre>'

    reader = MarkdownIt("commonmark", {"highlight": coloured}).enable(["table", "strikethrough"])

    def to_page(found: re.Match[str]) -> str:
        return f'href="{up}{address(found[1])}{"#" + found[2] if found[2] else ""}"'

    return _TO_NOTEBOOK.sub(to_page, str(reader.render(text)))
