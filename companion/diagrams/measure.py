"""How wide a text is in DejaVu Sans, and how to break it so that it fits.

Widths are advance widths, without kerning, so the estimate is an upper bound for Latin text. A character
the table does not hold is taken as one em wide (East Asian characters are), a combining mark as nothing.
Leaves out shaping: a ligature or a joined Arabic word is narrower than measured here, never wider.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise

from companion.diagrams.widths import BOLD, REGULAR

EM = 2048
ASCENT, DESCENT = 0.76, 0.24
"""How far DejaVu Sans rises above and hangs below the baseline, as shares of the font size."""

SMALL = 10.75
"""The smallest size of a text in a picture, in points: 14 px at least where a picture fills a slide."""

_HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]+[a-z0-9]*[,;:]*|[^A-Z\s_\-.]+[_\-.]*|[_\-.]+")
_BIDI = dict.fromkeys([*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def _unfold(code: int, packed: str) -> Iterator[tuple[int, int]]:
    for run in packed.split():
        width, _, times = run.partition("*")
        for _ in range(int(times or 1)):
            yield code, int(width)
            code += 1


@lru_cache(maxsize=2)
def advances(bold: bool) -> dict[int, int]:
    """Return code point → advance width in 2048ths of the font size, for the characters the font holds."""
    table = BOLD if bold else REGULAR
    return {code: width for start, packed in table.items() for code, width in _unfold(start, packed) if width}


def clean(text: str) -> str:
    """Return `text` as one line that XML can hold: no control characters, no direction overrides."""
    text = " ".join(text.translate(_BIDI).split())
    return "".join(c if _xml_char(ord(c)) else "\ufffd" for c in text)


def _xml_char(code: int) -> bool:
    return (
        code >= 0x20 and not 0x7F <= code < 0xA0 and not 0xD800 <= code < 0xE000 and code & 0xFFFE != 0xFFFE
    )


@lru_cache(maxsize=4096)
def width(text: str, size: float, bold: bool = False) -> float:
    """Return the width of `text` in points when set in `size` points."""
    known = advances(bold)
    units = sum(known.get(ord(c), 0 if unicodedata.combining(c) else EM) for c in text)
    return units * size / EM


def shorten(text: str, size: float, room: float, bold: bool = False) -> str:
    """Return `text`, or as much of its beginning as fits `room` points, ended by an ellipsis."""
    if width(text, size, bold) <= room:
        return text
    kept = text
    while kept and width(kept + "…", size, bold) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def humps(name: str) -> list[str]:
    """Split a CamelCase, snake_case or spoken name where a line may end; a piece keeps its leading space."""
    pieces: list[str] = []
    for number, word in enumerate(name.split(" ")):
        parts = _HUMPS.findall(word) if "".join(_HUMPS.findall(word)) == word else [word]
        if number and parts:
            parts[0] = " " + parts[0]
        pieces += parts
    return pieces or [name]


@lru_cache(maxsize=2048)
def wrap(name: str, size: float, room: float, bold: bool = True, most: int = 3) -> tuple[str, ...]:
    """Break `name` at its humps into the fewest lines that fit `room` points, evenly, at most `most`.

    What still does not fit is shortened with an ellipsis.
    """
    pieces = humps(name)
    if len(pieces) > 12:
        return _fill(pieces, size, room, bold, most)
    for lines in range(1, min(most, len(pieces)) + 1):
        best = min(_cuts(pieces, lines), key=lambda cut: _widest(cut, size, bold))
        if _widest(best, size, bold) <= room:
            return best
    return _fill(pieces, size, room, bold, most)


def _cuts(pieces: list[str], lines: int) -> Iterator[tuple[str, ...]]:
    for at in combinations(range(1, len(pieces)), lines - 1):
        edges = (0, *at, len(pieces))
        yield tuple("".join(pieces[a:b]).strip() for a, b in pairwise(edges))


def _widest(lines: tuple[str, ...], size: float, bold: bool) -> float:
    return max(width(line, size, bold) for line in lines)


def _fill(pieces: list[str], size: float, room: float, bold: bool, most: int) -> tuple[str, ...]:
    """Fill line after line; the last one takes all that is left and is shortened."""
    lines = [""]
    for piece in pieces:
        full = lines[-1].strip() and width((lines[-1] + piece).strip(), size, bold) > room
        if full and len(lines) < most:
            lines.append("")
        lines[-1] += piece
    return tuple(shorten(line.strip(), size, room, bold) for line in lines)


def fit(
    name: str, room: float, sizes: tuple[float, ...] = (11.5, 11.0, SMALL), most: int = 3
) -> tuple[float, tuple[str, ...]]:
    """Return the first of `sizes` at which `name` fits `room` unshortened, with its lines; else the last,
    shortened.
    """
    for size in sizes:
        lines = wrap(name, size, room, True, most)
        if not any(line.endswith("…") for line in lines):
            return size, lines
    return sizes[-1], wrap(name, sizes[-1], room, True, most)
