"""How wide a text is in DejaVu Sans, and how to break it so that it fits.

Widths are advance widths, without kerning, so the estimate is an upper bound for Latin text. A character that
is not in the table counts as one em (East Asian characters are that wide), a combining mark as nothing.
Shaping is not measured: a ligature or a joined Arabic word is narrower than measured here, never wider.

`REGULAR` and `BOLD` hold how wide each character is, in 2048ths of the font size. First code point → advance
widths of the code points that follow, run-length coded ("1303*10" = ten times 1303; 0 = the font lacks it).
So a layout can measure text with nothing but this table. Made once from the font files with matplotlib's
`FT2Font(file).load_char(code, flags=LoadFlags.NO_SCALE).linearHoriAdvance / 65536`; a test makes it again and
compares.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, pairwise

REGULAR: dict[int, str] = {
    0x0020: (
        "651 821 942 1716 1303 1946 1597 563 799*2 1024 1716 651 739 651 690 1303*10 690*2 1716*3 1087 "
        "2048 1401 1405 1430 1577 1294 1178 1587 1540 604*2 1343 1141 1767 1532 1612 1235 1612 1423 1300 "
        "1251 1499 1401 2025 1403 1251 1403 799 690 799 1716 1024*2 1255 1300 1126 1300 1260 721 1300 1298 "
        "569*2 1186 569 1995 1298 1253 1300*2 842 1067 803 1298 1212 1675 1212*2 1075 1303 690 1303 1716"
    ),
    0x00A0: (
        "651 821 1303*4 690 1024*2 2048 965 1253 1716 739 2048 1024*2 1716 821*2 1024 1303*2 651 1024 821 "
        "965 1253 1985*3 1087 1401*6 1995 1430 1294*4 604*4 1587 1532 1612*5 1716 1612 1499*4 1251 1239 "
        "1290 1255*6 2011 1126 1260*4 569*4 1253 1298 1253*5 1716 1253 1298*4 1212 1300 1212 1401 1255 "
        "1401 1255 1401 1255 1430 1126 1430 1126 1430 1126 1430 1126 1577 1300 1587 1300 1294 1260 1294 "
        "1260 1294 1260 1294 1260 1294 1260 1587 1300 1587 1300 1587 1300 1587 1300 1540 1298 1876 1423 "
        "604 569 604 569 604 569 604 569 604 569 1208 1138 604 569 1343 1186*2 1141 569 1141 569 1141 768 "
        "1141 700 1151 582 1532 1298 1532 1298 1532 1298 1666 1532 1298 1612 1253 1612 1253 1612 1253 2191 "
        "2095 1423 842 1423 842 1423 842 1300 1067 1300 1067 1300 1067 1300 1067 1251 803 1251 803 1251 "
        "803 1499 1298 1499 1298 1499 1298 1499 1298 1499 1298 1499 1298 2025 1675 1251 1212 1251 1403 "
        "1075 1403 1075 1403 1075 721"
    ),
    0x0384: (
        "1024*2 1418 651 1528 1784 836 0 1664 0 1689 1691 693 1401 1405 1141 1401 1294 1403 1540 1612 604 "
        "1343 1401 1767 1532 1294 1612 1540 1235 0 1294 1251*2 1612 1403 1612 1565 604 1251 1350 1107 1298 "
        "693 1185 1350 1307 1212 1253 1107 1114 1298 1253 693 1207 1212 1303 1144 1142 1253 1233 1300 1202 "
        "1298 1233 1185 1351 1183 1351 1715 693 1185 1253 1185 1715"
    ),
    0x0400: (
        "1294*2 1610 1249 1430 1300 604*3 2240 2140 1610 1454 1532 1248 1540 1401 1405*2 1249 1600 1294 "
        "2206 1313 1532*2 1454 1540 1767 1540 1612 1540 1235 1430 1251 1248 1763 1403 1590 1404 2190 2240 "
        "1705 1807 1405 1430 2211 1423 1255 1263 1207 1076 1416 1260 1845 1089 1331*2 1237 1309 1545 1339 "
        "1253 1339 1300 1126 1193 1212 1751 1212 1394 1210 1874 1929 1447 1617 1207 1124 1724 1232 1260*2 "
        "1280 1076 1124 1067 569*3 1848 1840 1335 1237 1331 1212 1339"
    ),
    0x2010: ("739*2 1303 1024 2048*2 1024*2 651*4 1061*4 1024*2 1208*2 685 1367 2048 651"),
    0x2030: ("2748 3554 465 765 1065 465 765 1065 694 819*2"),
    0x2190: ("1716*10"),
    0x2200: (
        "1401 1303 1059 1294*2 1784 1370*2 1784*2 1470 1784*2 1470 1303 1550*2 1380 1716*3 690 1304 1716 "
        "1282*2 1305*3 1463 1706 1716 1836*2 1716 1024*4 1499*4 1067 1616 2165 1067 1616 2165 1067*3 "
        "1303*2 533 1303 1716*8 768 1716*17 1718*2 2048*2 1716*16"
    ),
    0x25A0: (
        "1935*10 1388*2 1935*2 1127*2 1575*4 1028*2 1575*2 1028*2 1575*4 1028*2 1575*2 1028*2 1575*5 1787 "
        "1012 1787*11 1079*2 1620 1987*3 793*4 1787*2 1575*4 1208 1935*5 1575*3 2292 1935*4 1787*4 1575*3 "
        "1700*2 1500*2 1575"
    ),
    0x2713: ("1716*6"),
}

BOLD: dict[int, str] = {
    0x0020: (
        "713 934 1067 1716 1425 2052 1786 627 936*2 1071 1716 778 850 778 748 1425*10 819*2 1716*3 1188 "
        "2048 1585 1561 1503 1700 1399*2 1681 1714 762*2 1587 1305 2038 1714 1741 1501 1741 1577 1475 1397 "
        "1663 1585 2259 1579 1483 1485 936 748 936 1716 1024*2 1382 1466 1214 1466 1389 891 1466 1458 "
        "702*2 1362 702 2134 1458 1407 1466*2 1010 1219 979 1458 1335 1892 1321 1335 1192 1458 748 1458 "
        "1716"
    ),
    0x00A0: (
        "713 934 1425*2 1303 1425 748 1024*2 2048 1155 1323 1716 850 2048 1024*2 1716 897*2 1024 1507 1303 "
        "778 1024 897 1155 1323 2120*3 1188 1585*6 2222 1503 1399*4 762*4 1716 1714 1741*5 1716 1741 "
        "1663*4 1483 1511 1473 1382*6 2146 1214 1389*4 702*4 1407 1458 1407*5 1716 1407 1458*4 1335 1466 "
        "1335 1585 1382 1585 1382 1585 1382 1503 1214 1503 1214 1503 1214 1503 1214 1700 1466 1716 1466 "
        "1399 1389 1399 1389 1399 1389 1399 1389 1399 1389 1681 1466 1681 1466 1681 1466 1681 1466 1714 "
        "1458 1994 1618 762 702 762 702 762 702 762 702 762 702 1524 1404 762 702 1587 1362*2 1305 702 "
        "1305 702 1305 982 1305 1140 1315 760 1714 1458 1714 1458 1714 1458 2013 1714 1458 1741 1407 1741 "
        "1407 1741 1407 2390 2241 1577 1010 1577 1010 1577 1010 1475 1219 1475 1219 1475 1219 1475 1219 "
        "1397 979 1397 979 1397 979 1663 1458 1663 1458 1663 1458 1663 1458 1663 1458 1663 1458 2259 1892 "
        "1483 1335 1483 1485 1192 1485 1192 1485 1192 891"
    ),
    0x0384: (
        "904 1024 1633 778 1732 2066 1154 0 1824 0 2007 1831 798 1585 1561 1305 1585 1399 1485 1714 1741 "
        "762 1587 1585 2038 1714 1294 1741 1714 1501 0 1399 1397 1483 1741 1579 1740 1741 762 1483 1407 "
        "1140 1458 798 1383 1407 1466 1395 1407 1140 1210 1458 1407 798 1455 1296 1507 1395 1210 1407 1620 "
        "1466 1214 1595 1307 1383 1602 1321 1626 1780 798 1383 1407 1383 1780"
    ),
    0x0400: (
        "1399*2 1799 1305 1503 1475 762*3 2364 2314 1799 1674 1714 1579 1714 1585 1561*2 1305 1824 1399 "
        "2507 1455 1714*2 1674 1701 2038 1714 1741 1714 1501 1503 1397 1579 2031 1579 1900 1655 2530 2715 "
        "1924 2122 1561 1503 2404 1577 1382 1430 1296 1070 1654 1389 2038 1190 1435*2 1390 1500 1674 1415 "
        "1407 1415 1466 1214 1187 1335 2032 1321 1518 1406 2175 2264 1539 1852 1295 1214 1991 1315 1389*2 "
        "1462 1070 1214 1219 702*3 2030 1958 1504 1390 1435 1335 1415"
    ),
    0x2010: ("850*2 1425 1024 2048*2 1024*2 778*4 1346*4 1024*2 1309*2 682 1366 2048 713"),
    0x2030: ("2949 3864 540 915 1290 540 915 1290 1501 844*2"),
    0x2190: ("1716*10"),
    0x2200: (
        "1585 1425 1114 1399*2 1754 1427*2 1836*2 1536 1836*2 1536 1303 1612*2 1470 1716*2 1425 748 1425 "
        "1716 1282 778 1366*3 1458 1706 1716 1836*2 1716 1024*4 1663*4 1249 1902 2652 1152 2000 2688 "
        "1152*3 1425*2 602 1425 1716*8 768 1716*19 2176*2 1716*16"
    ),
    0x25A0: (
        "1935*10 1388*2 1935*2 1127*2 1575*4 1028*2 1575*2 1028*2 1575*4 1028*2 1575*2 1028*2 1575*5 1787 "
        "1012 1787*11 1079*2 1721 1987*3 793*4 1575*6 1309 1935*5 1575*3 2292 1935*4 1787*4 1575*3 1700*2 "
        "1500*2 1575"
    ),
    0x2713: ("1716*6"),
}


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
    if not isinstance(text, str):
        raise TypeError(f"a picture is written with text, got a {type(text).__name__}: {text!r:.60}")
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
    fits = bisect_right(range(len(text)), room, key=lambda n: width(text[:n] + "…", size, bold))
    return text[: max(0, fits - 1)].rstrip() + "…"


def humps(name: str) -> list[str]:
    """Split a CamelCase, snake_case or spoken name where a line may end; a piece keeps its leading space."""
    pieces: list[str] = []
    for number, word in enumerate(name.split(" ")):
        parts = _HUMPS.findall(word) if "".join(_HUMPS.findall(word)) == word else [word]
        if number and parts:
            parts[0] = " " + parts[0]
        pieces += parts
    return pieces or [name]


def longest_word(names: Iterable[str]) -> float:
    """Return the width in points of the longest piece of `names` that cannot be broken, small and bold."""
    pieces = (piece.strip() for name in names for piece in humps(clean(name)))
    return max((width(piece, SMALL, True) for piece in pieces), default=0.0)


@lru_cache(maxsize=2048)
def wrap(name: str, size: float, room: float, most: int = 3) -> tuple[str, ...]:
    """Break `name`, bold, at its humps into the fewest lines that fit `room` points, evenly, at most `most`.

    What still does not fit is shortened with an ellipsis.
    """
    pieces = humps(name)
    if len(pieces) > 12:
        return fill(pieces, size, room, True, most)
    for lines in range(1, min(most, len(pieces)) + 1):
        best = min(_cuts(pieces, lines), key=lambda cut: _widest(cut, size))
        if _widest(best, size) <= room:
            return best
    return fill(pieces, size, room, True, most)


def _cuts(pieces: list[str], lines: int) -> Iterator[tuple[str, ...]]:
    for at in combinations(range(1, len(pieces)), lines - 1):
        edges = (0, *at, len(pieces))
        yield tuple("".join(pieces[a:b]).strip() for a, b in pairwise(edges))


def _widest(lines: tuple[str, ...], size: float) -> float:
    return max(width(line, size, True) for line in lines)


def fill(pieces: list[str], size: float, room: float, bold: bool, most: int) -> tuple[str, ...]:
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
        lines = wrap(name, size, room, most)
        if not any(line.endswith("…") for line in lines):
            return size, lines
    return sizes[-1], wrap(name, sizes[-1], room, most)
