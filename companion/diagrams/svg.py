"""Layout → SVG text, written by hand: stdlib only, the same bytes on every machine.

Every text carries `textLength`, so it keeps its measured width (and so fits its box) where DejaVu Sans
is missing. Numbers have at most one decimal.

Shapes become paths in `strokes` only. Both writers, this one and matplotlib's, draw these
strokes and nothing else, so a picture has the same positions as SVG and in matplotlib. A path is a tuple of
(letter, x, y …) with the letters of SVG: M, L, Q and Z, and of ("A", x, y, radius) for a circle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby
from math import dist
from typing import NamedTuple

from companion.diagrams.palette import PAGE_INK, paint
from companion.diagrams.shapes import Box, Layout, Line, Point, Text

Path = tuple[tuple[str, *tuple[float, ...]], ...]


class Stroke(NamedTuple):
    """One path with its fill and its line, colours as tokens; `key` and `role` come from the thing it
    draws.
    """

    path: Path
    fill: str = "none"
    edge: str = "none"
    stroke: float = 0.0
    dash: tuple[float, ...] = ()
    key: str = ""
    role: str = ""


def strokes(layout: Layout) -> Iterator[Stroke]:
    """Yield all boxes and lines on `layout` in the order in which they are drawn; its texts lie on top."""
    for box in layout.ground:
        yield from box_strokes(box)
    for line in layout.lines:
        yield from line_strokes(line)
    pieces = [stroke for box in layout.boxes for stroke in box_strokes(box)]
    # Equal styles side by side make a shorter SVG.
    yield from sorted(pieces, key=lambda stroke: _PHASES.get(stroke.role, 1))


_PHASES = {"shadow": 0, "ornament": 2, "chip": 3}


def box_strokes(box: Box) -> Iterator[Stroke]:
    """Yield the strokes of one box: its shadow, its outline, its ornament."""
    body = Stroke(_OUTLINES[box.shape](box), box.fill, box.edge, box.stroke, box.dash, box.key, box.role)
    if box.shape == "sticky":
        shade = Box(box.x + 2.5, box.y + 3, box.w, box.h)
        yield Stroke(_rect(shade), "shadow", key=box.key, role="shadow")
    yield body
    if box.shape == "sticky":
        yield body._replace(path=_fold(box), fill=box.edge, stroke=0.6, role="ornament")
    if box.shape == "table":
        yield body._replace(path=_rect(Box(box.x, box.y, box.w, 6)), fill=box.edge, role="ornament")
    if box.shape == "hatch":
        yield body._replace(path=_hatching(box), fill="none", edge=box.edge, stroke=1.1, role="ornament")


def line_strokes(line: Line) -> Iterator[Stroke]:
    """Yield the line itself, stopped short of its arrowhead, and the arrowhead."""
    points = list(line.points)
    size = 5.0 + 1.6 * line.stroke
    if line.head:
        tip, (ux, uy) = points[-1], _direction(points[-2], points[-1])
        points[-1] = (tip[0] - ux * size * 0.8, tip[1] - uy * size * 0.8)
    radius = 0.0 if line.role == "curve" else 6.0  # a curve of values has sharp corners
    yield Stroke(_rounded(points, radius), "none", line.colour, line.stroke, line.dash, line.key, line.role)
    if line.head:
        back, half = (tip[0] - ux * size, tip[1] - uy * size), size * 0.45
        wings = [(back[0] - uy * half, back[1] + ux * half), (back[0] + uy * half, back[1] - ux * half)]
        yield Stroke(_polygon([tip, *wings]), line.colour, "none", key=line.key, role="head")


def _polygon(points: list[Point]) -> Path:
    return (("M", *points[0]), *(("L", *point) for point in points[1:]), ("Z",))


def _rect(box: Box) -> Path:
    x0, y0, x1, y1 = box.rect
    return _polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def _sticky(box: Box) -> Path:
    (x0, y0, x1, y1), f = box.rect, _fold_size(box)
    return _polygon([(x0, y0), (x1, y0), (x1, y1 - f), (x1 - f, y1), (x0, y1)])


def _fold(box: Box) -> Path:
    (_, _, x1, y1), f = box.rect, _fold_size(box)
    return _polygon([(x1, y1 - f), (x1 - f, y1 - f), (x1 - f, y1)])


def _fold_size(box: Box) -> float:
    return min(9.0, box.h * 0.3)


def _nose(box: Box) -> Path:
    (x0, y0, x1, y1), d = box.rect, min(9.0, box.w * 0.2)
    return _polygon([(x0, y0), (x1 - d, y0), (x1, (y0 + y1) / 2), (x1 - d, y1), (x0, y1)])


def _octagon(box: Box) -> Path:
    (x0, y0, x1, y1), d = box.rect, min(11.0, box.h * 0.3)
    top, low = ((x0 + d, y0), (x1 - d, y0)), ((x1 - d, y1), (x0 + d, y1))
    return _polygon([*top, (x1, y0 + d), (x1, y1 - d), *low, (x0, y1 - d), (x0, y0 + d)])


def _corners(box: Box, r: float) -> Path:
    x0, y0, x1, y1 = box.rect
    sides = (
        ((x1 - r, y0), (x1, y0), (x1, y0 + r)),
        ((x1, y1 - r), (x1, y1), (x1 - r, y1)),
        ((x0 + r, y1), (x0, y1), (x0, y1 - r)),
        ((x0, y0 + r), (x0, y0), (x0 + r, y0)),
    )
    bent = [step for end, corner, after in sides for step in (("L", *end), ("Q", *corner, *after))]
    return (("M", x0 + r, y0), *bent, ("Z",))


def _round(box: Box) -> Path:
    return _corners(box, min(5.0, box.h / 2, box.w / 2))


def _pill(box: Box) -> Path:
    return _corners(box, min(box.h, box.w) / 2)


def _circle(box: Box) -> Path:
    return (("A", *box.centre, box.w / 2),)


def _cross(box: Box) -> Path:
    x0, y0, x1, y1 = box.rect
    return (("M", x0, y0), ("L", x1, y1), ("M", x0, y1), ("L", x1, y0))


def _tick(box: Box) -> Path:
    x0, y0, x1, y1 = box.rect
    return (("M", x0, (y0 + y1) / 2), ("L", x0 + (x1 - x0) * 0.38, y1), ("L", x1, y0))


def _hatching(box: Box) -> Path:
    """Diagonals rising to the right, cut off at the box: no clip and no pattern, so both writers agree."""
    path: list[tuple[str, *tuple[float, ...]]] = []
    (x0, _, x1, y1), step = box.rect, 7.0
    start = x0 - box.h + step
    for n in range(int((box.w + box.h) / step)):
        a = start + n * step
        low, high = max(a, x0), min(a + box.h, x1)
        if high - low > 0.5:
            path += [("M", low, y1 - (low - a)), ("L", high, y1 - (high - a))]
    return tuple(path) or (("M", x0, y1),)


_OUTLINES = {
    "rect": _rect,
    "round": _round,
    "sticky": _sticky,
    "nose": _nose,
    "table": _rect,
    "pill": _pill,
    "octagon": _octagon,
    "circle": _circle,
    "cross": _cross,
    "tick": _tick,
    "hatch": _rect,
}


def _direction(a: Point, b: Point) -> Point:
    length = dist(a, b) or 1.0
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def _rounded(points: list[Point], radius: float) -> Path:
    path: list[tuple[str, *tuple[float, ...]]] = [("M", *points[0])]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into, out = _direction(before, corner), _direction(corner, after)
        r = min(radius, dist(before, corner) / 2, dist(corner, after) / 2)
        path.append(("L", corner[0] - into[0] * r, corner[1] - into[1] * r))
        if r:
            path.append(("Q", *corner, corner[0] + out[0] * r, corner[1] + out[1] * r))
    return (*path, ("L", *points[-1]))


FONT = "DejaVu Sans,Verdana,sans-serif"


def number(value: float) -> str:
    """Return `value` with at most one decimal and no trailing zero: "12", "12.5", never "-0"."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path_data(path: Path) -> str:
    """Return `path` as the `d` of an SVG path; upright and level lines are written as V and H."""
    out: list[str] = []
    x = y = ""
    for letter, *at in path:
        values = [number(v) for v in at]
        out.append(_step(letter, values, x, y))
        x, y = values[-2:] if values else (x, y)
    return "".join(out)


def _step(letter: str, values: list[str], x: str, y: str) -> str:
    if letter == "A":
        left, r = float(values[0]) - float(values[2]), float(values[2])
        arc, way = f"a{values[2]} {values[2]} 0 1 0", number(2 * r)
        return f"M{number(left)} {values[1]}{arc} {way} 0{arc} -{way} 0Z"
    if letter == "L" and values[1] == y:
        return "H" + values[0]
    if letter == "L" and values[0] == x:
        return "V" + values[1]
    return letter + " ".join(values)


def svg(
    layout: Layout, name: str, theme: str = "light", *, keys: Mapping[str, str] | None = None, extra: str = ""
) -> str:
    """Return `layout` as an SVG document whose accessible name is `name`.

    `keys` (key in the layout → short name) adds data-e, and to boxes and edges their role as data-r, for
    the player's script; `extra` is SVG markup drawn on top.
    """
    w, h = number(layout.w), number(layout.h)
    ink = f' color="{PAGE_INK}"' if theme == "page" else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="100%" role="img"'
        f' aria-label="{escape(name)}" font-family="{FONT}" stroke-linejoin="round"{ink}>'
        f'<path{_colour("fill", "paper", theme)} d="M0 0H{w}V{h}H0Z"/>'
        f"{marks(layout, theme, keys)}{extra}</svg>"
    )


def marks(layout: Layout, theme: str, keys: Mapping[str, str] | None = None) -> str:
    """Return what is on `layout` as SVG markup, to stand inside a document of the same size."""
    drawn = [(_path_style(item, theme), _path(item, keys or {})) for item in strokes(layout)]
    # Texts never overlap, so their order is free: those of one style stand together.
    words = sorted(layout.texts, key=lambda text: (text.colour, text.size, text.bold, text.anchor))
    drawn += [(_text_style(text, theme), _text(text, keys or {})) for text in words]
    runs = groupby(drawn, key=lambda item: item[0])  # the style of neighbours is written once around them
    return "".join(f"<g{style}>{''.join(element for _, element in run)}</g>" for style, run in runs)


def _path_style(item: Stroke, theme: str) -> str:
    style = _colour("fill", item.fill, theme)
    if item.edge != "none" and item.stroke:
        style += f'{_colour("stroke", item.edge, theme)} stroke-width="{number(item.stroke)}"'
        if item.dash:
            style += f' stroke-dasharray="{" ".join(number(d) for d in item.dash)}"'
    return style


def _path(item: Stroke, keys: Mapping[str, str]) -> str:
    role = f' data-r="{item.role}"' if item.role in ("node", "edge") and item.key in keys else ""
    return f'<path{_mark(item.key, keys)}{role} d="{path_data(item.path)}"/>'


def _text_style(item: Text, theme: str) -> str:
    weight = ' font-weight="700"' if item.bold else ""
    anchor = "" if item.anchor == "start" else f' text-anchor="{item.anchor}"'
    return f'{_colour("fill", item.colour, theme)} font-size="{number(item.size)}"{weight}{anchor}'


def _text(item: Text, keys: Mapping[str, str]) -> str:
    return (
        f'<text{_mark(item.key, keys)} x="{number(item.x)}" y="{number(item.y)}"'
        f' textLength="{number(item.width)}">'
        f"{escape(item.text, quote=False)}</text>"
    )


def _mark(key: str, keys: Mapping[str, str]) -> str:
    return f' data-e="{keys[key]}"' if key in keys else ""


def _colour(attribute: str, token: str, theme: str) -> str:
    colour, opacity = paint(token, theme)
    return f' {attribute}="{colour}"' + (f' {attribute}-opacity="{opacity:g}"' if opacity < 1 else "")
