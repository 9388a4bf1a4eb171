"""A grid of outcomes: rows against columns, each cell a colour, a shape, a sign and a word. The outage grid
is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, label, label_room, lane, legend, wanted
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Layout

HEIGHT, HEAD = 34.0, 40.0
Word = str | bool | tuple[str, str]
"""The content of a cell: a word, or a pair of its look ("kept", "broken", …) and the word."""


class _Look(NamedTuple):
    kind: str
    sign: str
    colour: str


_LOOKS = {
    "kept": _Look("read model", "tick", "read model.text"),
    "held": _Look("read model", "tick", "read model.text"),
    "broken": _Look("failure", "cross", "failure.text"),
    "lost": _Look("failure", "cross", "failure.text"),
    "late": _Look("service", "", "service.text"),
    "silent": _Look("compensation", "", "compensation.text"),
    "": _Look("never", "", "muted"),
    "no need": _Look("never", "", "muted"),
}


def grid(
    rows: Sequence[str],
    cols: Sequence[str],
    cells: Mapping[tuple[str, str], Word] | Sequence[Sequence[Word]],
    *,
    title: str,
    subtitle: str = "",
    corner: str = "",
) -> Picture:
    """Return a grid with a cell for each of `rows` and `cols`.

    `cells` says each cell's word by (row, column), or row by row. "kept" and "held" are green with a tick,
    "broken" and "lost" are dark red octagons with a cross. No word is an empty dashed cell, "no need" a
    dashed one with its word. Any other word is yellow. True and False are "kept" and "broken". A pair such as
    ("broken", "3 of 7") is a look and the word in it. Raise `ValueError` for a row too long or too short.
    """
    for what, names in (("rows", rows), ("cols", cols)):
        if isinstance(names, str) or not isinstance(names, Sequence):
            raise TypeError(f"{what}={names!r:.80}: give a list of names")
    looks = _looks(rows, cols, cells)
    foreign = [at for at in looks if at not in {(row, col) for row in rows for col in cols}]
    if foreign:
        raise ValueError(f"cells={cells!r:.80}: {foreign[0]!r} is not a (row, column) of this grid")
    words = {at: word for at, (_, word) in looks.items()}
    room = _room([*rows, corner], len(cols))
    texts = [measure.width(measure.clean(text), 11, True) for text in (*cols, *words.values())]
    wide = min(
        max([96.0, *(t + 40 for t in texts)]), max(70.0, (WIDE - 2 * MARGIN - room) / max(len(cols), 1))
    )
    layout = Layout(max(wanted(title, subtitle), 2 * MARGIN + room + wide * len(cols)), 0.0)
    wide = max(wide, min(150.0, (layout.w - 2 * MARGIN - room) / max(len(cols), 1)))
    top = heading(layout, title, subtitle)
    _heads(layout, cols, corner, room, wide, top)
    for n, row in enumerate(rows):
        y = top + HEAD + n * (HEIGHT + 10)
        lane(layout, row, y, HEIGHT + 6, room, shade=n, wide=room + wide * len(cols))
        for k, col in enumerate(cols):
            look, word = looks.get((row, col), ("", ""))
            _cell(layout, look, word, MARGIN + room + k * wide + 5, y + 3, wide - 10)
    bottom = top + HEAD + len(rows) * (HEIGHT + 10)
    layout.h = legend(layout, _glyphs([look for look, _ in looks.values()]), bottom + 10) + 6
    table = [(row, *(words.get((row, col), "") for col in cols)) for row in rows]
    return Picture(layout, title, (corner, *cols), table, subtitle=subtitle)


def _room(names: Sequence[str], cols: int) -> float:
    """How wide the column of row names is: a name of several words is broken into two lines, and is whole if
    the page has room for it.
    """
    most = WIDE - 2 * MARGIN - 130.0 * cols
    room = label_room(names, 80.0, max(190.0, min(300.0, most)))
    while room < most and any(_cut(name, room - 14) for name in names):
        room = min(most, room + 20.0)
    return room


def _cut(name: str, room: float) -> bool:
    """Whether two lines of `room` points cannot hold `name` whole."""
    _, lines = measure.fit(measure.clean(name), room, (measure.SMALL,), 2)
    return "".join("".join(lines).split()) != "".join(name.split())


def _looks(
    rows: Sequence[str],
    cols: Sequence[str],
    cells: Mapping[tuple[str, str], Word] | Sequence[Sequence[Word]],
) -> dict[tuple[str, str], tuple[str, str]]:
    """How each cell looks, and the word in it."""
    if not isinstance(cells, Mapping):
        pairs = [(row, col) for row in rows for col in cols]
        lines = list(cells) if isinstance(cells, Sequence) else []
        if [len(line) for line in lines if isinstance(line, Sequence)] != [len(cols)] * len(rows):
            raise ValueError(f"cells={cells!r:.80}: give {len(rows)} rows of {len(cols)} words")
        cells = dict(zip(pairs, (word for line in lines for word in line), strict=True))
    return {at: _look(word) for at, word in cells.items()}


def _look(word: Word) -> tuple[str, str]:
    if isinstance(word, tuple):
        return word
    said = word if isinstance(word, str) else "kept" if word else "broken"
    return said, said


def _heads(layout: Layout, cols: Sequence[str], corner: str, room: float, wide: float, top: float) -> None:
    label(layout, corner, MARGIN + 10, top + HEAD / 2, room - 14, most=2, on="paper")
    for n, col in enumerate(cols):
        size, lines = measure.fit(measure.clean(col), wide - 8, (12.0, 11.0, measure.SMALL), 2)
        for k, line in enumerate(lines):
            x, y = MARGIN + room + (n + 0.5) * wide, top + HEAD - 10 - (len(lines) - 1 - k) * size * 1.2
            inside = (x - wide / 2, top, x + wide / 2, top + HEAD)
            layout.write(x, y, line, size, bold=True, anchor="middle", inside=inside, role="label")


def _cell(layout: Layout, kind: str, word: str, x: float, y: float, w: float) -> None:
    look = _LOOKS.get(kind, _LOOKS["late"])
    box = layout.node(look.kind, word, (x, y, w, HEIGHT))
    texts = [text for text in layout.texts if text.inside == box.rect]
    left = min((text.rect[0] for text in texts), default=x + w / 2) - 7
    if look.sign and left > x + 6:
        middle = y + HEIGHT / 2 + (3 if look.kind == "read model" else 0)
        layout.texts[-len(texts) :] = [replace(text, x=text.x + 7) for text in texts]
        layout.mark(look.sign, left, middle - 4, 8, edge=look.colour)


def _glyphs(words: Sequence[str]) -> list[tuple[bool, Glyph]]:
    kinds = {word: _LOOKS.get(word, _LOOKS["late"]).kind for word in words}
    return [(True, Glyph("box", word or "did not run", kind)) for word, kind in kinds.items()][:5]
