"""The HTML page of a lesson's slides: one file with reveal.js, style and pictures inside, and no network.

reveal.js comes out of the wheel of `sphinx-revealjs`, where it lies whole; nothing is fetched and nothing
of it is kept here. The canvas is 1024 × 768 px, so that code is 18 pt on the smallest projector and on a
1366 × 768 laptop alike. Opened with `?print-pdf` the page is made for paper: a sheet for each slide, with its
notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from importlib import resources

from companion.classroom import highlight
from companion.classroom.live_poll import PORT
from companion.classroom.slide_blocks import Block
from companion.classroom.slide_measure import CODE_PX
from companion.diagrams.palette import KINDS, THEMES
from companion.events.errors import CompanionError

_SETTINGS = (
    "{width:1024,height:768,margin:0,minScale:0.1,maxScale:4,center:false,hash:true,controls:false,progress:true,"
    "slideNumber:'c/t',transition:'none',backgroundTransition:'none',navigationMode:'linear',"
    "plugins:[RevealNotes],keyboardCondition:function(){var a=document.activeElement;"
    "return !(a&&a.closest&&a.closest('.eda-player'))}}"
)
"""reveal.js's; its keys are the player's while a player has the focus."""

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
"""V lays the board of `poll --serve` over the slide, where the vote's port is the usual one. V again, or
the next slide, takes it away."""

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
"""What is done to the page for `?print-pdf`, in place of reveal.js. Long notes are set smaller to fit,
and a player shows its last step (told twice, it does not move there)."""


def page(title: str, laid: Sequence[tuple[Sequence[Block], str]]) -> str:
    """The whole file. `laid` is, page by page, the blocks and the speaker's notes as HTML ("" for none)."""
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
    """Our own rules, after the colours they use."""
    ink = {**THEMES["light"], "link": KINDS["command"][1], "event": KINDS["event"][0], "code": f"{CODE_PX}px"}
    tokens = ";".join(f"--{name}:{value}" for name, value in ink.items())
    files = resources.files("companion.classroom")
    rules = "\n".join(
        (files / f"{name}.css").read_text(encoding="utf-8") for name in ("slides", "slides_print")
    )
    return f":root{{{tokens}}}\n{highlight.style('.code')}\n{rules}"


def _reveal(name: str) -> str:
    """A file of reveal.js, fit to stand inside a page."""
    try:
        found = resources.files("sphinx_revealjs") / "_static" / "revealjs"
        text = found.joinpath(name).read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError) as missing:
        raise CompanionError(
            "Slides need reveal.js, which the package sphinx-revealjs brings along, and it is not installed: "
            "run `python3 -m companion lab` once, it installs what is missing."
        ) from missing
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
