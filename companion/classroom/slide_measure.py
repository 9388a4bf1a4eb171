"""Computes heights on a slide, in px, from DejaVu's widths, greedy wrapping and fixed line heights.

The other fonts in `slides.css` are not wider, so these heights are upper bounds. The height of HTML from
other libraries is a careful guess.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Iterable
from html import unescape
from typing import Any, NamedTuple

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


def text_px(text: str, style: str, room: float = WIDTH) -> float:
    """The height of a paragraph of plain text."""
    kind = STYLES[style]
    return lines(_plain(text, kind, kind.bold), room) * kind.size * kind.line + kind.below


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
    rows = [unescape(_TAG.sub(" ", f"<tr{row}")) for row in re.split(r"<tr\b", html)[1:]]
    if not rows:
        return text_px(unescape(_TAG.sub(" ", html)), "p")
    return sum(text_px(row, "row", WIDTH * 0.8) for row in rows) + 40


def picture_shape(kind: str, payload: str) -> tuple[float, float]:
    """Of a picture in base64: its height, and the size of its smallest words, as shares of its width.

    The words are those of an SVG; 0 where it has none.
    """
    raw = base64.b64decode(payload)
    if kind == "png":
        width, height = struct.unpack(">II", raw[16:24])
        return height / width, 0.0
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
