"""Decides which cells of a lesson go on which slide, and puts each slide on as many pages as it needs.

A slide begins at a cell tagged slide or subslide, at a prediction (which becomes a poll) and at the reveal
after it; every other cell goes on the same slide. Left out are cells tagged skip or further, the set-up,
checks and hints (tag them to keep them), and code that a picture replaces. Where a learner writes, the class
sees the learner's stub. A slide that begins without a title gets the last title before it. The speaker's
notes are the instructor's notes, and what the slide leaves out: the skipped text, the facts of a picture, the
answers to a poll, and what comes next.

A page has 1024 × 768 px; nothing is cut off and nothing needs to scroll. Text is never made smaller. Lists,
tables and code that is higher than a page continue on the next page, from a line where a reader would pause;
code that fits on a page is never cut. A picture has a page of its own, and the whole width of the window. A
block that fits on no page raises `CellFailed` with its cell.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import pairwise
from typing import Any

from companion.classroom import slide_blocks
from companion.classroom.cells import Cell, CellFailed, Lesson, parses
from companion.classroom.slide_blocks import (
    FULL_HEIGHT,
    FULL_WIDTH,
    HEIGHT,
    KICKER_PX,
    LABEL_PX,
    Block,
    Piece,
)
from companion.exercises.registry import find
from companion.exercises.words import Prediction, Recall

SHORT = 8
"""Code of at most so many lines stays on one page with the beginning of its output."""

_TAG = re.compile(r"<[^>]+>")
_CLAIM = re.compile(r'\balt="([^".]*)')
_FILE = re.compile(r"`(\d\d)_\w+\.ipynb`")
_DEFINES = re.compile(r"^(def|class) ", re.MULTILINE)
_PAGE = re.compile(r"(show|page)\([\w.]+(, [\w.]+)*\)")

_ALONE = ("check", "hint", "lesson", "progress")
_POLLS = ("predict", "explain", "recall")


@dataclass
class Slide:
    """Blocks, the speaker's notes as markdown, and the title, which is also over the further pages."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    title: str = ""


def slides(lesson: Lesson, solved: Any) -> list[Slide]:
    """The lesson's slides, with the outputs stored in its solved notebook."""
    outputs = {cell.id: cell.get("outputs", []) for cell in solved.cells}
    found: list[Slide] = []
    above, skipped = "", list[str]()
    for cell in lesson.cells:
        above = _title(cell) or above
        if cell.slide_role == "notes":
            (found[-1] if found else _begin(found)).notes.append(cell.text)
        elif not _wanted(cell):
            skipped += [cell.text] if cell.kind == "markdown" and "further" not in cell.tags else []
        else:
            if not found or _begins(cell):
                _begin(found).notes += skipped
                skipped = []
            _add(found[-1], cell, outputs.get(cell.name, []), above)
    kept = [slide for slide in found if slide.blocks]
    for slide, after in pairwise(kept):
        slide.notes.append(f"Next: {_says(after)}")
    return kept


def _says(slide: Slide) -> str:
    """The subject of a slide in one line: its title, the claim of its picture, or its question."""
    if slide.title:
        return slide.title
    for block in slide.blocks:
        found = _CLAIM.search(block.pieces[0].html) if block.aspect else None
        if found or (block.heading and block.html.startswith(("<h", '<p class="question'))):
            return unescape(found[1]) if found else unescape(_TAG.sub("", block.html)).strip()
    return "what comes of it"


def _add(slide: Slide, cell: Cell, outputs: list[Any], above: str) -> None:
    """Put a cell on its slide; a slide without a title of its own gets `above`."""
    blocks = _blocks(cell, outputs)
    if not slide.blocks and blocks and not (_is_title(blocks[0]) or blocks[0].aspect) and above:
        slide.blocks += slide_blocks.text(cell.name, f"## {above}")
        slide.title = above
    slide.blocks += blocks
    slide.title = slide.title or _title(cell)
    slide.notes += _notes(cell, outputs)


def _is_title(block: Block) -> bool:
    """Whether it is a heading, or the line above a poll's question. Short code has `heading` too, and is
    neither."""
    return block.heading and block.html.startswith(("<h", '<p class="kicker'))


def _notes(cell: Cell, outputs: list[Any]) -> list[str]:
    """The speaker's notes about a cell: the facts of its pictures, the answers of its poll."""
    told = []
    for word, item_id in cell.calls():
        item = find(item_id) if word in _POLLS else None
        if isinstance(item, Prediction) and word == "explain":
            said = [f"- {letter}) *{name}*: {says}" for letter, (name, says) in item.says.items()]
            told.append("\n".join([f"Right: {item.reason}) {item.reasons[item.reason]}", "", *said]))
        elif isinstance(item, Prediction):
            told.append(f"Right: {item.answer}) {item.choices[item.answer]}")
            serve = f"`python3 -m companion poll {item.id} --serve --network`"
            told.append(f"To vote on phones: {serve}; then V shows the vote here, and hides it.")
        elif isinstance(item, Recall):
            told.append("\n".join(f"- {letter}) {says}" for letter, says in item.says.items()))
    for output in outputs:
        plain = output.data.get("text/plain", "") if "data" in output else ""
        if "text/html" in (output.data if "data" in output else {}) and plain and not told:
            told.append(f"```\n{plain}\n```")
    return told


def _begin(found: list[Slide]) -> Slide:
    found.append(Slide())
    return found[-1]


def _calls(cell: Cell) -> dict[str, str]:
    return dict(cell.calls())


def _wanted(cell: Cell) -> bool:
    if cell.slide_role == "skip" or "further" in cell.tags:
        return False
    return bool(cell.slide_role) or not any(word in _calls(cell) for word in _ALONE)


def _begins(cell: Cell) -> bool:
    calls = _calls(cell)
    return cell.slide_role in ("slide", "subslide") or any(word in calls for word in (*_POLLS, "reveal"))


def _title(cell: Cell) -> str:
    first = cell.text.splitlines()[0] if cell.text else ""
    return first.lstrip("# ").replace("`", "") if cell.heading_level else ""


def _blocks(cell: Cell, outputs: list[Any]) -> list[Block]:
    if cell.kind == "markdown":
        return slide_blocks.text(cell.name, _FILE.sub(r"lesson \1", cell.text))
    calls = _calls(cell)
    for word in _POLLS:
        if word in calls:
            return _poll(cell, word, calls[word])
    if cell.has_solution:
        return [slide_blocks.code(cell.name, cell.learner())]
    written = slide_blocks.code(cell.name, _run(cell.text) if "reveal" in calls else cell.text)
    shown = [block for output in outputs for block in _output(cell, output, calls.get("reveal", ""))]
    short = len(written.pieces) <= SHORT
    if _needs_no_code(cell.text, shown, short):
        return shown
    return [replace(written, heading=bool(shown) and short), *shown]


def _needs_no_code(source: str, shown: list[Block], short: bool) -> bool:
    """Whether the output is enough: a picture for which the code defined nothing, or the source of a
    function."""
    drawn = any(block.aspect for block in shown) and not _DEFINES.search(source)
    return bool(shown) and (drawn or (short and shown[0].aspect > 0) or bool(_PAGE.fullmatch(source.strip())))


def _run(source: str) -> str:
    """The code of a reveal for a class: the code that runs, without the call that waits for a letter."""
    tree = parses(source)
    match tree.body[-1] if tree else None:
        case ast.Expr(ast.Call(ast.Name("reveal"), [_, demo]), lineno=line):
            run = ast.unparse(demo) + "()"
            if isinstance(demo, ast.Lambda):
                run = ast.get_source_segment(source, demo.body) or run
            return "\n".join([*source.splitlines()[: line - 1], run])
    return source


def _poll(cell: Cell, word: str, item_id: str) -> list[Block]:
    item = find(item_id)
    assert isinstance(item, (Prediction, Recall)), f"{item_id} is asked with {word} and has no choices"
    if word == "explain" and isinstance(item, Prediction):
        answer = f"{item.reason}) {item.reasons[item.reason]}"
        return slide_blocks.poll(cell.name, "And why?", item.why, item.reasons.items(), answer)
    after = f"{item.answer}) {item.says[item.answer]}" if isinstance(item, Recall) else ""
    kicker = "Remember?" if isinstance(item, Recall) else "Predict, before it runs"
    return slide_blocks.poll(cell.name, kicker, item.question, item.choices.items(), after)


def _output(cell: Cell, output: Any, revealed: str) -> list[Block]:
    if output.output_type == "stream":
        text = output.text.split(f"{revealed}: you said")[0] if revealed else output.text
        return [slide_blocks.printed(cell.name, text)] if text.strip() else []
    if output.data.get("text/html") == "":
        return []  # what a check returns: nothing to look at
    return [slide_blocks.shown(cell.name, output.data)]


# --- pages --------------------------------------------------------------------------------------------

_BLANK = '<span class="line"> </span>'


def pages(blocks: Sequence[Block], continued: str = "") -> list[list[Block]]:
    """The blocks on as many pages as they need; `continued` is the title over every page but the first."""
    layout = _Pages(continued)
    waiting = list(blocks)
    while waiting:
        headings = _leading_headings(waiting)
        follower = waiting[headings] if headings < len(waiting) else None
        layout.keep_together([*waiting[:headings], *([follower] if follower else [])])
        for block in waiting[:headings]:
            layout.add(block)
        if follower:
            layout.add(follower)
        waiting = waiting[headings + 1 :]
    return layout.done


class _Pages:
    """Pages, filled from the top."""

    def __init__(self, continued: str) -> None:
        self.done: list[list[Block]] = [[]]
        self.room = HEIGHT
        self._continued = continued

    def keep_together(self, group: Sequence[Block]) -> None:
        """Begin a page if the group would be cut here and not on a new page."""
        least = sum(block.px for block in group[:-1]) + _beginning(group[-1])
        if least > HEIGHT - KICKER_PX and len(group) > 1:
            self.keep_together(group[:-1])
        elif self.done[-1] and least > self.room:
            self._turn()

    def add(self, block: Block) -> None:
        if block.aspect:
            self._picture(block)
            return
        if block.listing and self.room < block.px <= HEIGHT - KICKER_PX and not self._is_bare():
            self._turn()
        rest: Block | None = block
        while rest is not None:
            if rest.px <= self.room:
                self._put(rest)
                return
            count = _cut(rest.pieces, self.room - rest.frame_px)
            if count:
                self._put(replace(rest, pieces=rest.pieces[:count]))
                rest = replace(rest, pieces=_without_blank_lines(rest.pieces[count:]))
            elif self._is_fresh():
                raise CellFailed(
                    block.cell, f"it has something {rest.px:.0f} px high, and a slide has {HEIGHT:.0f}"
                )
            self._turn()

    def _picture(self, block: Block) -> None:
        """A page of its own, as wide as the window allows; its words must be large enough to read."""
        width = min(FULL_WIDTH, (FULL_HEIGHT - block.frame_px) / block.aspect)
        words = width * block.words
        if 0 < words < LABEL_PX - 0.05:
            least = f"it has a picture so tall that its words are {words:.1f} px high on a slide, and "
            raise CellFailed(
                block.cell, f"{least}{LABEL_PX:g} can be read; make it lower, or tag the cell skip"
            )
        if self._is_fresh():
            self.done[-1].clear()
        else:
            self.done.append([])
        self.done[-1].append(block.at(width))
        self.room = 0.0

    def _put(self, block: Block) -> None:
        self.done[-1].append(block)
        self.room -= block.px

    def _turn(self) -> None:
        self.done.append([])
        self.room = HEIGHT
        if self._continued:
            piece = Piece(f'<p class="kicker">{self._continued}, continued</p>', KICKER_PX)
            self._put(Block("", (piece,)))

    def _is_fresh(self) -> bool:
        return all(block.cell == "" for block in self.done[-1])

    def _is_bare(self) -> bool:
        """Whether the page has only headings."""
        return all(block.heading or block.cell == "" for block in self.done[-1])


def _leading_headings(blocks: Sequence[Block]) -> int:
    return next((count for count, block in enumerate(blocks) if not block.heading), len(blocks))


def _beginning(block: Block) -> float:
    """The height that a block needs at least below its heading: three pieces; a picture has its own page."""
    return 0.0 if block.aspect else block.frame_px + sum(piece.px for piece in block.pieces[:3])


def _without_blank_lines(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    first = next((n for n, piece in enumerate(pieces) if piece.html != _BLANK), len(pieces))
    return tuple(pieces[first:])


def _cut(pieces: Sequence[Piece], room: float) -> int:
    """How many pieces fit, up to where a reader pauses: before a line that is blank or not indented."""
    used, fits = 0.0, 0
    for piece in pieces:
        used += piece.px
        if used > room:
            break
        fits += 1
    counts = range(fits, fits // 2, -1)
    blank = [count for count in counts if pieces[count].html == _BLANK]
    outdented = [count for count in counts if 'class="in"' not in pieces[count].html]
    return next(iter(blank or outdented), fits)
