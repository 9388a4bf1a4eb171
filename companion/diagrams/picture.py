"""A finished picture: one layout, shown as SVG, as a matplotlib figure and as a table of the same facts.

In a notebook it is an `<img>` with the SVG inside, which survives in a notebook that is not trusted yet.
The same picture has the same bytes everywhere. Leaves out drawing: that is what `flow` and the others do.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from companion.diagrams import mpl
from companion.diagrams.measure import clean
from companion.diagrams.shapes import Layout, Point
from companion.diagrams.svg import svg
from companion.diagrams.table import Row, aligned

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from networkx import DiGraph


class Picture:
    """A drawing with a claim as its title and a table of the facts it shows.

    `layout` holds the boxes, lines and texts in points; `graph` and `positions` (None and empty where the
    picture is no graph) suit `networkx.draw(picture.graph, picture.positions)`; positions are in points, y
    upwards.
    """

    def __init__(
        self,
        layout: Layout,
        title: str,
        head: Row,
        rows: Sequence[Row],
        *,
        subtitle: str = "",
        notes: Sequence[str] = (),
        theme: str = "light",
        graph: Callable[[], DiGraph[str]] | None = None,
        positions: Mapping[str, Point] | None = None,
    ) -> None:
        self.layout = layout
        self.title = clean(title)
        self.subtitle = clean(subtitle)
        self.head, self.rows = head, list(rows)
        self.notes = [clean(note) for note in notes]
        self.theme = theme
        self._graph = graph
        self.positions = dict(positions or {})

    @property
    def alt(self) -> str:
        """The claim and the facts in words, for who cannot see the picture."""
        facts = (
            ", ".join(f"{name} {clean(cell)}" for name, cell in zip(self.head, row, strict=True) if cell)
            for row in self.rows
        )
        return " ".join(
            f"{part.rstrip('.')}." for part in (self.title, self.subtitle, *self.notes, *facts) if part
        )

    @property
    def graph(self) -> DiGraph[str] | None:
        """The networkx graph behind the picture, made when asked for; None where the picture is no graph."""
        return self._graph() if self._graph else None

    def svg(self, theme: str = "") -> str:
        """Return the picture as SVG in `theme` ("light" or "dark"; default: the one it was made with)."""
        return svg(self.layout, self.title, theme or self.theme)

    def figure(self, theme: str = "") -> Figure:
        """Return the picture as a matplotlib figure with the same positions, in points."""
        return mpl.figure(self.layout, theme or self.theme)

    def save(self, path: str | Path, theme: str = "") -> Path:
        """Write the picture to `path` (.svg or .png) and return the path. Raise `ValueError` for another
        ending.
        """
        target = Path(path)
        if target.suffix == ".svg":
            target.write_text(self.svg(theme), encoding="utf-8")
        elif target.suffix == ".png":
            self.figure(theme).savefig(target, dpi=160, metadata={"Software": None})
        else:
            raise ValueError(f"cannot write {target.name!r}: end the name in .svg or .png")
        return target

    def __repr__(self) -> str:
        lines = [
            line for line in (self.title, self.subtitle, aligned(self.head, self.rows), *self.notes) if line
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return image(self.svg(), self.alt, self.layout.w)


def image(source: str, alt: str, width: float) -> str:
    """Return an HTML `<img>` that holds the SVG `source`, at most `width` points (72 to the inch) wide."""
    data = base64.b64encode(source.encode()).decode()
    return (
        f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}" '
        f'style="width:100%;max-width:{round(width * 4 / 3)}px;border-radius:6px">'
    )
