"""Layout → SVG text, written by hand: stdlib only, the same bytes on every machine.

Every text carries `textLength`, so it keeps its measured width (and so its place in its box) where DejaVu Sans is
missing. Numbers have at most one decimal. Leaves out everything a layout cannot say.
"""
from __future__ import annotations

from collections.abc import Mapping
from html import escape

from companion.diagrams.outline import Path, Stroke, strokes
from companion.diagrams.palette import paint
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
        cx, cy, r = (float(v) for v in values)
        arc, way = f"a{values[2]} {values[2]} 0 1 0", number(2 * r)
        return f"M{number(cx - r)} {values[1]}{arc} {way} 0{arc} -{way} 0Z"
    if letter == "L" and values[1] == y:
        return "H" + values[0]
    if letter == "L" and values[0] == x:
        return "V" + values[1]
    return letter + " ".join(values)


def svg(layout: Layout, name: str, theme: str = "light", *, keys: Mapping[str, str] | None = None, extra: str = "") -> str:
    """Return `layout` as an SVG document whose accessible name is `name`.

    `keys` (key in the layout → short name) adds data-e and data-r, short name and role, for the player's script; `extra`
    is SVG markup drawn on top.
    """
    w, h = number(layout.w), number(layout.h)
    paper = _colour("fill", "paper", theme)
    body = "".join(_draw(item, theme, keys or {}) for item in strokes(layout))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="100%" role="img" aria-label="{escape(name)}"'
            f' font-family="{FONT}" stroke-linejoin="round"><path{paper} d="M0 0H{w}V{h}H0Z"/>{body}{extra}</svg>')


def _draw(item: Stroke | Text, theme: str, keys: Mapping[str, str]) -> str:
    mark = f' data-e="{keys[item.key]}" data-r="{item.role}"' if item.key in keys else ""
    return _text(item, theme, mark) if isinstance(item, Text) else _path(item, theme, mark)


def _path(item: Stroke, theme: str, mark: str) -> str:
    line = ""
    if item.edge != "none" and item.stroke:
        line = f'{_colour("stroke", item.edge, theme)} stroke-width="{number(item.stroke)}"'
    if line and item.dash:
        line += f' stroke-dasharray="{" ".join(number(d) for d in item.dash)}"'
    return f'<path{mark}{_colour("fill", item.fill, theme)}{line} d="{path_data(item.path)}"/>'


def _text(item: Text, theme: str, mark: str) -> str:
    weight = ' font-weight="700"' if item.bold else ""
    anchor = "" if item.anchor == "start" else f' text-anchor="{item.anchor}"'
    return (f'<text{mark} x="{number(item.x)}" y="{number(item.y)}" font-size="{number(item.size)}"{weight}{anchor}'
            f'{_colour("fill", item.colour, theme)} textLength="{number(item.width)}">{escape(item.text, quote=False)}</text>')


def _colour(attribute: str, token: str, theme: str) -> str:
    colour, opacity = paint(token, theme)
    return f' {attribute}="{colour}"' + (f' {attribute}-opacity="{opacity:g}"' if opacity < 1 else "")
