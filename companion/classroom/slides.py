"""`python3 -m companion slides [NN]`: a self-contained HTML file a lesson, in `slides/`, to present offline.

Made from the lesson's source and the outputs stored in its solved notebook; nothing is executed. Arrow keys
go through it, S opens the speaker's notes. With `?print-pdf` at its address it is made for paper: a page for
each slide, with its notes; `--pdf` writes that beside it. What fits no slide is refused, naming the cell. For
slides that run, open the notebook in JupyterLab and press the RISE button: it reads the same tags.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from companion.bootstrap.checkout import say
from companion.bootstrap.options import read as read_options
from companion.classroom.build import built_path
from companion.classroom.cells import AuthorError, CellFailed, Lesson
from companion.classroom.execute import ROOT
from companion.classroom.slide_cells import slides
from companion.classroom.slide_fit import pages
from companion.classroom.slide_page import page
from companion.classroom.slide_pdf import pdf
from companion.classroom.source import read, sources
from companion.events.errors import CompanionError


def deck(lesson: Lesson, solved: Any) -> str:
    """The lesson's slides as one HTML page. Raises `AuthorError` for what fits no slide."""
    from markdown_it import MarkdownIt

    notes = MarkdownIt("commonmark").enable("table")
    laid = []
    found = slides(lesson, solved)
    for slide in found:
        try:
            for number, blocks in enumerate(pages(slide.blocks, slide.title)):
                laid.append(
                    (blocks, notes.render("\n\n".join(slide.notes)) if number == 0 and slide.notes else "")
                )
        except CellFailed as problem:
            line = next((cell.line for cell in lesson.cells if cell.name == problem.cell), 0)
            raise AuthorError(lesson.path, line, f"{problem} (slides)") from problem
    return page(next((slide.title for slide in found if slide.title), lesson.stem), laid)


def make(path: Path, root: Path = ROOT) -> Path:
    """Write the slides of the lesson in `path`, from its built solved notebook; where they are."""
    nbformat: Any = importlib.import_module("nbformat")
    lesson = read(path)
    solved = built_path(root, lesson.stem, solved=True)
    if not solved.exists():
        missing = f"notebooks/solutions/{lesson.stem}.ipynb is not there"
        raise AuthorError(path, 0, f"{missing}; run `python3 -m companion build {lesson.stem[:2]}` first")
    made = root / "slides" / f"{lesson.stem}.html"
    made.parent.mkdir(exist_ok=True)
    made.write_text(deck(lesson, nbformat.read(solved, as_version=4)), encoding="utf-8", newline="\n")
    return made


def main(argv: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """The command line; 1 when a lesson's slides could not be made."""
    given = read_options("slides", sys.argv[1:] if argv is None else argv)
    try:
        paths = sources(root, *given.words)
        for number, path in enumerate(paths, 1):
            say(f"[{number}/{len(paths)}] {path.stem}")
            made = [make(path, root)]
            if "--pdf" in given.switches:
                made.append(pdf(made[0]))
            for file in made:
                say(f"  {file.relative_to(root).as_posix()}: {file.stat().st_size // 1000} kB")
    except CompanionError as problem:
        print(problem, file=sys.stderr)
        return 1
    if not paths:
        print("There is no lesson in notebooks/source yet.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
