"""Puts a slide's blocks on pages of 1024 × 768 px, so that nothing is cut off and nothing needs to scroll.

Text is never made smaller. Lists, tables and code that is higher than a page continue on the next page, from
a line where a reader would pause; code that fits on a page is never cut. A picture has a page of its own, and
the whole width of the window. A block that fits on no page raises `CellFailed` with its cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from companion.classroom.cells import CellFailed
from companion.classroom.slide_blocks import Block, Piece
from companion.classroom.slide_measure import FULL_HEIGHT, FULL_WIDTH, HEIGHT, KICKER_PX, LABEL_PX

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
