"""Layout → SVG text, written by hand: stdlib only, the same bytes on every machine.

Every text carries `textLength`, so it keeps its measured width (and so its place in its box) where DejaVu
Sans is missing. Numbers have at most one decimal. Leaves out everything a layout cannot say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

from companion.diagrams.outline import Path, Stroke, strokes
from companion.diagrams.palette import PAGE_INK, paint
from companion.diagrams.shapes import Layout, Text

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
    items = list(strokes(layout))
    paths = [
        (_path_style(item, theme), _path(item, keys or {})) for item in items if isinstance(item, Stroke)
    ]
    words = sorted((item for item in items if isinstance(item, Text)), key=_alike)
    texts = [(_text_style(item, theme), _text(item, keys or {})) for item in words]
    return _grouped(paths) + _grouped(texts)


def _alike(text: Text) -> tuple[str, float, bool, str]:
    """Sorts texts of one style together: they never overlap, so their order is free."""
    return text.colour, text.size, text.bold, text.anchor


def _grouped(items: Sequence[tuple[str, str]]) -> str:
    """Join (style, element) pairs, the style of neighbours written once on a group around them."""
    runs = [
        (style, "".join(element for _, element in run))
        for style, run in groupby(items, key=lambda item: item[0])
    ]
    return "".join(f"<g{style}>{elements}</g>" for style, elements in runs)


def _path_style(item: Stroke, theme: str) -> str:
    line = ""
    if item.edge != "none" and item.stroke:
        line = f'{_colour("stroke", item.edge, theme)} stroke-width="{number(item.stroke)}"'
    if line and item.dash:
        line += f' stroke-dasharray="{" ".join(number(d) for d in item.dash)}"'
    return _colour("fill", item.fill, theme) + line


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
