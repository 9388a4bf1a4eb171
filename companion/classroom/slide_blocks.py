"""The content of a slide as blocks of HTML whose height is known: text, code, printed text, pictures, polls.

Heights are in px, from DejaVu's widths, greedy wrapping and fixed line heights. The other fonts in
`slides.css` are not wider, so they are upper bounds; that of HTML from other libraries is a careful guess.
This file knows nothing of pages, except that a block consists of pieces, and a page may end between two.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any, NamedTuple

from companion.classroom import highlight
from companion.diagrams import measure

WIDTH, HEIGHT = 936.0, 684.0
"""The room for blocks on a page of 1024 × 768 px."""

FULL_WIDTH, FULL_HEIGHT = 1326.0, 724.0
"""The room for a picture on a page of its own, in px of a window of 1366 × 768."""

LABEL_PX = 14.0
"""The smallest size at which a picture's words can be read there."""

KICKER_PX = 42.0
"""The height of the small line over a poll or a continued page."""

CODE_PX = 24
"""18 pt, which people in the last row can read."""

MONO = 0.602
"""Width of a character of the fixed-width font, as a share of its size."""

_TAG = re.compile(r"<[^>]+>")
_IMAGE = re.compile(r'<img\b[^>]*\bsrc="data:image/svg\+xml;base64,([^"]*)"[^>]*>')
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
    return [_text_block(cell, reader, tokens) for tokens in _groups(reader.parse(markdown), 0)]


def code(cell: str, source: str) -> Block:
    """Highlighted code, one piece for each line; several blank lines become one."""
    plain = source.rstrip("\n").split("\n")
    listed = list(zip(highlight.lines(source), plain, strict=True))
    pairs = zip(["first", *plain], listed, strict=False)
    once = [pair for before, pair in pairs if before.strip() or pair[1].strip()]
    return _listing(cell, "code", once)


def printed(cell: str, output: str) -> Block:
    """What a cell printed, one piece for each line."""
    return _listing(cell, "printed", ((escape(line), line) for line in output.rstrip("\n").split("\n")))


def shown(cell: str, data: dict[str, str]) -> Block:
    """A displayed value: its picture if it has one, else its table, else its text."""
    html = data.get("text/html", "")
    image = _IMAGE.search(html)
    if image:
        aspect, least = picture_shape(image[1])
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


def _groups(tokens: Sequence[Any], level: int) -> Iterator[list[Any]]:
    """The tokens from each that opens at `level` to the one that closes it."""
    group: list[Any] = []
    for token in tokens:
        if token.level >= level:
            group.append(token)
        if token.level == level and token.nesting <= 0:
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
    return Block(
        cell, (Piece(html, inline_px(tokens, "p") if first.type != "html_block" else html_px(html)),)
    )


def _list(cell: str, reader: Any, tokens: list[Any]) -> Block:
    """A list, one piece for each item of the first level."""
    tag, pieces = tokens[0].tag, []
    for item in _groups(tokens, 1):
        depth = max(inner.level for inner in item) // 2
        html = reader.renderer.render(item, reader.options, {})
        pieces.append(Piece(html, inline_px(item, "li", WIDTH - 44 * depth)))
    return Block(cell, tuple(pieces), f"<{tag}>", f"</{tag}>", frame_px=12.0)


def _table(cell: str, reader: Any, tokens: list[Any]) -> Block:
    """A table whose column widths follow their texts; one piece for each row, the head on every page."""
    rows = list(_groups(tokens, 2))
    cells = [[token for token in row if token.type == "inline"] for row in rows]
    widths = _column_widths(cells)
    heights = [_row_px(row, widths) for row in cells]
    rendered = [reader.renderer.render(row, reader.options, {}) for row in rows]
    columns = "".join(f'<col style="width:{width:.0f}px">' for width in widths)
    head = f"<table><colgroup>{columns}</colgroup><thead>{rendered[0]}</thead><tbody>"
    pieces = tuple(Piece(*pair) for pair in zip(rendered[1:], heights[1:], strict=True))
    return Block(cell, pieces, head, "</tbody></table>", frame_px=heights[0] + 18)


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


# --- heights ------------------------------------------------------------------------------------------


class Style(NamedTuple):
    """A kind of text: its size, its line height as a share of that, the space below it; as in
    `slides.css`."""

    size: float
    line: float
    below: float
    bold: bool = False


STYLES = {
    "h1": Style(46, 1.15, 20, bold=True),
    "h2": Style(36, 1.2, 16, bold=True),
    "h3": Style(28, 1.25, 12, bold=True),
    "p": Style(26, 1.4, 16),
    "li": Style(26, 1.35, 9),
    "td": Style(21, 1.3, 13, bold=True),
    "question": Style(32, 1.3, 22, bold=True),
    "choice": Style(27, 1.3, 32),
    "row": Style(20, 1.3, 12),
}


class Word(NamedTuple):
    """The width of a word, and of the space before it unless it begins a line."""

    width: float
    space: float


def inline_px(tokens: Iterable[Any], style: str, room: float = WIDTH) -> float:
    """The height of all text in markdown-it's tokens, each inline token a paragraph."""
    kind = STYLES[style]
    counts = [lines(words(token, style), room) for token in tokens if token.type == "inline"]
    return sum(counts) * kind.size * kind.line + kind.below * max(1, len(counts))


def words(token: Any, style: str) -> list[Word]:
    """The words of one inline token; code spans are in the fixed-width font."""
    kind = STYLES[style]
    bold, found = kind.bold, list[Word]()
    for child in token.children or ():
        if child.type in ("strong_open", "strong_close"):
            bold = kind.bold or child.type == "strong_open"
        elif child.type == "code_inline":
            size = kind.size * 0.92
            found += [Word(len(word) * size * MONO + 9, size * MONO) for word in child.content.split()]
        else:
            found += _plain(child.content, kind, bold)
    return found


def indent(line: str) -> int:
    """The indentation of a line of code, with a letter that names the line (`a    return x`); 0 if blank."""
    found = re.match(r"(?:[a-z](?=  ))? *(?=\S)", line)
    return found.end() if found else 0


def code_lines(line: str) -> int:
    """How many lines a line of code takes; all but the first are indented by two characters more."""
    room, character = WIDTH - 34, CODE_PX * MONO
    deep = indent(line)
    if len(line) * character <= room:
        return 1
    parts = [Word(len(part) * character, 0.0) for part in re.split(r"(?<= )", line[deep:])]
    return lines(parts, room - (deep + 2) * character)


def lines(row: Iterable[Word], room: float) -> int:
    """How many lines greedy wrapping makes of the words. A word that is wider than the room is broken."""
    count, used = 1, 0.0
    for word in row:
        if used and used + word.space + word.width > room:
            count, used = count + 1, 0.0
        used += word.width + (word.space if used else 0.0)
        while used > room:
            count, used = count + 1, used - room
    return count


def html_px(html: str) -> float:
    """A careful guess for other libraries' HTML: the rows of its table, else its text as a paragraph."""
    rows = re.split(r"<tr\b", html)[1:]
    if not rows:
        return _plain_px(html, "p", WIDTH)
    return sum(_plain_px(f"<tr{row}", "row", WIDTH * 0.8) for row in rows) + 40


def _plain_px(html: str, style: str, room: float) -> float:
    kind, text = STYLES[style], unescape(_TAG.sub(" ", html))
    return lines(_plain(text, kind, kind.bold), room) * kind.size * kind.line + kind.below


def picture_shape(payload: str) -> tuple[float, float]:
    """Of an SVG in base64: its height, and the size of its smallest words, as shares of its width."""
    raw = base64.b64decode(payload)
    box = re.search(rb'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', raw)
    if not box:
        return 0.6, 0.0
    sizes = [float(size) for size in re.findall(rb'font-size="([\d.]+)"', raw)]
    return float(box[2]) / float(box[1]), min(sizes, default=0.0) / float(box[1])


def _plain(text: str, kind: Style, bold: bool) -> list[Word]:
    space = measure.width(" ", kind.size, bold)
    return [
        Word(measure.width(word, kind.size, bold), space) for word in unescape(_TAG.sub("", text)).split()
    ]
