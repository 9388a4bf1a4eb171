"""The content of a slide as blocks of HTML whose height is known: text, code, printed text, pictures, polls.

`slide_measure` computes the heights, `slide_fit` puts the blocks on pages. This file knows nothing of pages,
except that a block consists of pieces, and a page may end between two of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from companion.classroom import highlight
from companion.classroom.slide_measure import (
    CODE_PX,
    HEIGHT,
    KICKER_PX,
    STYLES,
    WIDTH,
    code_lines,
    html_px,
    indent,
    inline_px,
    lines,
    picture_shape,
    words,
)

_IMAGE = re.compile(r'<img\b[^>]*\bsrc="data:image/(svg\+xml|png);base64,([^"]*)"[^>]*>')
_PLAYER_PX = 50.0
"""The height of a player's buttons, slider and caption, above its picture."""


@dataclass(frozen=True)
class Piece:
    """HTML that must stay on one page, and its height in px."""

    html: str
    px: float


@dataclass(frozen=True)
class Block:
    """Pieces between `before` and `after`, which take `frame_px` on every page that has a part of the block.

    `cell` is the notebook cell it came from. A `heading` stays on one page with the next block. A block with
    `aspect` (height to width) is a picture: `at` makes it for a given width, and `words` is the size of its
    smallest words as a share of that width. A `listing` is cut only if it is higher than a page.
    """

    cell: str
    pieces: tuple[Piece, ...]
    before: str = ""
    after: str = ""
    frame_px: float = 0.0
    heading: bool = False
    listing: bool = False
    aspect: float = 0.0
    words: float = 0.0
    fragment: bool = False

    @property
    def px(self) -> float:
        """Height of the whole block in px."""
        return self.frame_px + sum(piece.px for piece in self.pieces)

    @property
    def html(self) -> str:
        """The whole block as HTML."""
        return self.before + "".join(piece.html for piece in self.pieces) + self.after

    def at(self, width: float) -> Block:
        """A picture of that width in a window of 1366 × 768 px, as a block of one piece."""
        inside = "".join(piece.html for piece in self.pieces)
        html = f'<div class="picture" style="--wide:{width:.0f}px">{inside}</div>'
        return replace(self, pieces=(Piece(html, HEIGHT),), frame_px=0.0, aspect=0.0)


def text(cell: str, markdown: str) -> list[Block]:
    """The blocks of a markdown cell, in order."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return [_text_block(cell, reader, tokens) for tokens in _top_level(reader.parse(markdown))]


def code(cell: str, source: str) -> Block:
    """Highlighted code, one piece for each line; several blank lines become one."""
    plain = source.rstrip("\n").split("\n")
    listed = list(zip(highlight.lines(source), plain, strict=True))
    pairs = zip(["first", *plain], listed, strict=False)
    once = [pair for before, pair in pairs if before.strip() or pair[1].strip()]
    return _listing(cell, "code", once)


def printed(cell: str, output: str, kind: str = "printed") -> Block:
    """What a cell printed, one piece for each line; `kind` is printed or error."""
    return _listing(cell, kind, ((escape(line), line) for line in output.rstrip("\n").split("\n")))


def shown(cell: str, data: dict[str, str]) -> Block:
    """A displayed value: its picture if it has one, else its table, else its text."""
    html = data.get("text/html", "")
    if not html and "image/png" in data:
        html = f'<img src="data:image/png;base64,{data["image/png"].strip()}" alt="">'
    image = _IMAGE.search(html)
    if image:
        aspect, least = picture_shape(image[1], image[2])
        extra = _PLAYER_PX if "<script" in html else 0.0
        return Block(cell, (Piece(html, 0.0),), frame_px=extra, aspect=aspect, words=least)
    if html:
        return Block(cell, (Piece(f'<div class="table">{html}</div>', html_px(html)),))
    return printed(cell, data.get("text/plain", ""))


def poll(
    cell: str, kicker: str, question: str, choices: Iterable[tuple[str, str]], after: str = ""
) -> list[Block]:
    """A question to a class with its lettered choices, and below them the text for after the vote."""
    said, px = _marked(question, "question", WIDTH)
    asked = Piece(f'<p class="question">{said}</p>', px)
    blocks = [
        Block(cell, (Piece(f'<p class="kicker">{escape(kicker)}</p>', KICKER_PX),), heading=True),
        Block(cell, (asked,), heading=True),
    ]
    for letter, choice in choices:
        said, px = _marked(choice, "choice", WIDTH - 84)
        html = f'<p class="choice"><b>{escape(letter)}</b>{said}</p>'
        blocks.append(Block(cell, (Piece(html, px),)))
    if after:
        said, px = _marked(after, "p", WIDTH - 24)
        blocks.append(Block(cell, (Piece(f'<p class="after">{said}</p>', px + 8),), fragment=True))
    return blocks


def _marked(said: str, style: str, room: float) -> tuple[str, float]:
    """A sentence in which only code in backticks is marked: its HTML and its height."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("zero").enable("backticks")
    tokens = reader.parseInline(said)
    return reader.renderer.render(tokens, reader.options, {}), inline_px(tokens, style, room)


def _listing(cell: str, kind: str, listed: Iterable[tuple[str, str]]) -> Block:
    """Lines in a fixed-width font; a line that is too long continues on the next, indented."""
    pieces = [Piece(_line(html, plain), code_lines(plain) * CODE_PX * 1.3) for html, plain in listed]
    return Block(cell, tuple(pieces), f'<pre class="{kind}">', "</pre>", frame_px=38.0, listing=True)


def _line(html: str, plain: str) -> str:
    """One line, which is never broken inside or right after its indentation."""
    deep = indent(plain)
    if not deep:
        return f'<span class="line">{html or " "}</span>'
    spaces, rest = html[:deep], html[deep:]
    if spaces.strip(" "):  # the colours begin before the indentation ends, as in a long string
        spaces, rest = "", html
    style = f"padding-left:{deep + 2}ch;text-indent:-{deep + 2}ch"
    return f'<span class="line" style="{style}"><span class="in">{spaces}</span>{rest}</span>'


def _top_level(tokens: Sequence[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []


def _text_block(cell: str, reader: Any, tokens: list[Any]) -> Block:
    first = tokens[0]
    if first.type == "fence" or first.type == "code_block":
        return code(cell, first.content)
    if first.type in ("bullet_list_open", "ordered_list_open"):
        return _list(cell, reader, tokens)
    if first.type == "table_open":
        return _table(cell, reader, tokens)
    html = reader.renderer.render(tokens, reader.options, {})
    if first.type == "heading_open":
        level = first.tag if first.tag in ("h1", "h2") else "h3"
        return Block(cell, (Piece(html, inline_px(tokens, level)),), heading=True)
    if first.type == "blockquote_open":
        return Block(cell, (Piece(html, inline_px(tokens, "p", WIDTH - 40) + 8),))
    if first.type == "hr":
        return Block(cell, (Piece(html, 24.0),))
    return Block(
        cell, (Piece(html, inline_px(tokens, "p") if first.type != "html_block" else html_px(html)),)
    )


def _list(cell: str, reader: Any, tokens: list[Any]) -> Block:
    """A list, one piece for each item of the first level."""
    tag = tokens[0].tag
    pieces, item = [], []
    for token in tokens[1:-1]:
        item.append(token)
        if token.type == "list_item_close" and token.level == 1:
            html = reader.renderer.render(item, reader.options, {})
            depth = max(inner.level for inner in item) // 2
            pieces.append(Piece(html, inline_px(item, "li", WIDTH - 44 * depth)))
            item = []
    return Block(cell, tuple(pieces), f"<{tag}>", f"</{tag}>", frame_px=12.0)


def _table(cell: str, reader: Any, tokens: list[Any]) -> Block:
    """A table whose column widths follow their texts; one piece for each row, the head on every page."""
    rows: list[list[Any]] = []
    html: list[list[Any]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
            html.append([])
        if html:
            html[-1].append(token)
        if token.type == "inline":
            rows[-1].append(token)
    kept = [[token for token in row if token.type not in _TABLE_PARTS] for row in html]
    widths = _column_widths(rows)
    heights = [_row_px(row, widths) for row in rows]
    rendered = [reader.renderer.render(row, reader.options, {}) for row in kept]
    columns = "".join(f'<col style="width:{width:.0f}px">' for width in widths)
    head = f"<table><colgroup>{columns}</colgroup><thead>{rendered[0]}</thead><tbody>"
    pieces = tuple(Piece(*pair) for pair in zip(rendered[1:], heights[1:], strict=True))
    return Block(cell, pieces, head, "</tbody></table>", frame_px=heights[0] + 18)


_TABLE_PARTS = ("thead_open", "thead_close", "tbody_open", "tbody_close", "table_open", "table_close")


def _column_widths(rows: list[list[Any]]) -> list[float]:
    """Shares of the page's width: wide enough for the longest word, the rest by the amount of text."""
    columns = [[words(cell, "td") for cell in column] for column in zip(*rows, strict=False)]
    least = [max((word.width for cell in column for word in cell), default=0.0) + 26 for column in columns]
    whole = [max(sum(word.width + word.space for word in cell) for cell in column) + 26 for column in columns]
    wishes = [max(0.0, min(full, 520.0) - base) for full, base in zip(whole, least, strict=True)]
    spare = max(0.0, WIDTH - sum(least)) / (sum(wishes) or 1.0)
    return [base + spare * wish for base, wish in zip(least, wishes, strict=True)]


def _row_px(row: list[Any], widths: list[float]) -> float:
    style = STYLES["td"]
    counts = [lines(words(cell, "td"), width - 24) for cell, width in zip(row, widths, strict=False)]
    return max(counts, default=1) * style.size * style.line + style.below
