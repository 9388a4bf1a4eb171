"""`python3 -m companion slides [NN]`: for each lesson one HTML file in `slides/`, to present without a
network.

It is made from the lesson's source and the outputs stored in its solved notebook; nothing is executed. Arrow
keys go through the slides, S opens the speaker's notes. With `?print-pdf` at its address the page is for
paper: a sheet for each slide, with its notes; `--pdf` writes that as a second file. A cell that fits on no
slide is an error. For slides that run, open the notebook in JupyterLab and press the RISE button: it reads
the same tags.

reveal.js comes from the wheel of `sphinx-revealjs`, and the page has it inside. The canvas is 1024 × 768 px,
so code is 18 pt on the smallest projector and on a 1366 × 768 laptop alike.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Sequence
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from companion.bootstrap.checkout import say
from companion.bootstrap.options import read as read_options
from companion.classroom import highlight
from companion.classroom.build import built_path
from companion.classroom.cells import AuthorError, CellFailed, Lesson
from companion.classroom.execute import ROOT
from companion.classroom.live_poll import PORT
from companion.classroom.slide_blocks import CODE_PX, Block
from companion.classroom.slide_pages import pages, slides
from companion.classroom.slide_pdf import pdf
from companion.classroom.source import read, sources
from companion.diagrams.palette import KINDS, THEMES
from companion.events.errors import CompanionError


def deck(lesson: Lesson, solved: Any) -> str:
    """The lesson's slides as one HTML page. Raises `AuthorError` for a cell that fits on no slide."""
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
    return _page(next((slide.title for slide in found if slide.title), lesson.stem), laid)


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
    """The command; 1 if a lesson's slides could not be made."""
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
    return 0


# --- the page -----------------------------------------------------------------------------------------

_SETTINGS = (
    "{width:1024,height:768,margin:0,minScale:0.1,maxScale:4,center:false,hash:true,controls:false,progress:true,"
    "slideNumber:'c/t',transition:'none',backgroundTransition:'none',navigationMode:'linear',"
    "plugins:[RevealNotes],keyboardCondition:function(){var a=document.activeElement;"
    "return !(a&&a.closest&&a.closest('.eda-player'))}}"
)
"""Settings of reveal.js. While a player has the focus, keys go to the player."""

_BOARD = f"""
const noVote = () => document.querySelector('iframe.vote')?.remove();
Reveal.addKeyBinding({{keyCode: 86, key: 'V', description: 'Show or hide a vote'}}, () => {{
  if (document.querySelector('iframe.vote')) return noVote();
  const board = {{className: 'vote', title: 'The vote', src: 'http://127.0.0.1:{PORT}/board'}};
  document.body.append(Object.assign(document.createElement('iframe'), board));
}});
Reveal.on('slidechanged', noVote);
// A click on the board must not take the keys from the slides.
addEventListener('blur', () => setTimeout(() => document.querySelector('iframe.vote') && focus(), 200));
"""
"""The key V shows the board of `poll --serve` over the slide, if the vote has the usual port. V again, or the
next slide, removes it."""

_PRINT = """
document.documentElement.classList.add('printed', 'print-pdf');
const slides = [...document.querySelectorAll('.slides>section')];
const add = (parent, className) =>
  Object.assign(parent.appendChild(document.createElement('div')), {className});
slides.forEach((slide, number) => {
  const sheet = add(slide.parentNode, 'sheet'), notes = slide.querySelector('aside.notes');
  add(sheet, 'frame').append(slide);
  if (notes) sheet.append(notes);
  if (notes) for (const [size, columns] of [[14, 1], [12, 1], [10, 1], [10, 2], [8, 2], [7, 2], [6, 2]]) {
    Object.assign(notes.style, {fontSize: size + 'px', columnCount: columns});
    if (notes.scrollWidth <= notes.clientWidth && notes.scrollHeight <= notes.clientHeight) break;
  }
  for (const steps of slide.querySelectorAll('.eda-player input')) {
    steps.value = steps.max;
    for (const _ of 'ab') steps.dispatchEvent(new Event('input'));
  }
  add(sheet, 'foot').textContent = `${document.title} · ${number + 1}/${slides.length}`;
});
"""
"""What runs for `?print-pdf` in place of reveal.js. Long notes get a smaller font, and a player shows its
last
step (set twice, so that it does not move there)."""


def _page(title: str, laid: Sequence[tuple[Sequence[Block], str]]) -> str:
    """The whole file. `laid` has for each page its blocks and the speaker's notes as HTML, or ""."""
    sections = "\n".join(_section(blocks, notes) for blocks, notes in laid)
    script = "\n".join((_reveal("dist/reveal.js"), _reveal("plugin/notes/notes.js")))
    style = "\n".join((_reveal("dist/reset.css"), _reveal("dist/reveal.css"), _style()))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'
        f'<style>\n{style}</style>\n</head>\n<body>\n<div class="reveal"><div class="slides">\n{sections}\n'
        f"</div></div>\n<script>\n{script}\n"
        f"if (/print-pdf/.test(location.search)) {{{_PRINT}}} else {{\n"
        f"Reveal.initialize({_SETTINGS});{_BOARD}}}\n"
        "</script>\n</body>\n</html>\n"
    )


def _section(blocks: Sequence[Block], notes: str) -> str:
    inside = "\n".join(_block(block) for block in blocks)
    aside = f'\n<aside class="notes">{notes}</aside>' if notes else ""
    return f"<section>\n{inside}{aside}\n</section>"


def _block(block: Block) -> str:
    cell = f' data-cell="{escape(block.cell)}"' if block.cell else ""
    return f"<div{cell}{' class=fragment' if block.fragment else ''}>{block.html}</div>"


def _style() -> str:
    """Our own rules, after the colours that they use."""
    ink = {
        **THEMES["light"],
        "link": KINDS["command"].edge,
        "event": KINDS["event"].fill,
        "code": f"{CODE_PX}px",
    }
    tokens = ";".join(f"--{name}:{value}" for name, value in ink.items())
    files = resources.files("companion.classroom")
    rules = "\n".join(
        (files / f"{name}.css").read_text(encoding="utf-8") for name in ("slides", "slides_print")
    )
    return f":root{{{tokens}}}\n{highlight.style('.code')}\n{rules}"


def _reveal(name: str) -> str:
    """A file of reveal.js, as text to put inside a page."""
    try:
        found = resources.files("sphinx_revealjs") / "_static" / "revealjs"
        text = found.joinpath(name).read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError) as missing:
        raise CompanionError(
            "Slides need reveal.js, which is in the package sphinx-revealjs, and that is not installed: "
            "run `python3 -m companion lab` once, it installs what is missing."
        ) from missing
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main())
