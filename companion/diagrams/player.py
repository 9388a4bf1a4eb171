"""The step-through player: a flow that goes event by event, in the page itself, without a kernel.

Its base is an animated `<img>`, which also shows where scripts are removed. A small script turns the image
into a player: back, play, next, slider, arrow keys (only while the player has the focus), a spoken caption,
and no motion for a reader who prefers reduced motion. It follows the colours of the page, uses no library and
changes nothing outside its own element.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING

from companion.diagrams.flow import Flow
from companion.diagrams.measure import clean
from companion.diagrams.picture import Picture, image
from companion.diagrams.story import Fact, Story, read
from companion.diagrams.svg import Stroke, line_strokes, path_data, svg

if TYPE_CHECKING:
    from companion.events.trace import Record

BEAT_S = 1.2
"""Seconds a step lasts in the animated image."""

_CARD = (
    "max-width:1152px;box-sizing:border-box;border:1px solid var(--jp-border-color2,#d9dfe5);"
    "border-radius:6px;padding:6px;background:var(--jp-layout-color0,#fff);color:var(--jp-ui-font-color0,#1F2933)"
)
_STILL = "<style>@media(prefers-reduced-motion:reduce){.eda-smil{display:none}}</style>"


class Player(Flow):
    """A flow as a picture that can be played; as text, SVG and figure it is the same flow, whole."""

    @property
    def steps(self) -> list[tuple[str, str]]:
        """What each step shows: the keys of its facts, separated by spaces, and the caption."""
        told = [(fact, _reactions(self.story, fact)) for fact in self.story.facts.values() if fact.short]
        return [
            (" ".join(self._keys[each.id] for each in (fact, *reactions)), self._caption(fact, reactions))
            for fact, reactions in told
        ]

    @property
    def _keys(self) -> dict[str, str]:
        """Short names for the facts, safe to use as attributes of the SVG."""
        return {id: str(n) for n, id in enumerate(self.story.facts)}

    def _caption(self, fact: Fact, reactions: Sequence[Fact]) -> str:
        cause = self.story.facts.get(fact.cause)
        because = f" because of {cause.short}" if cause else ""
        at = f" at {self.story.time(fact)}" if self.story.time(fact) else ""
        no = ", which says no" if fact.kind == "refusal" else ""
        did = "".join(f"; {_says(other)}" for other in reactions)
        return clean(f"{fact.short} {fact.name}{no}, published by {fact.service}{because}{at}{did}")

    def animated(self) -> str:
        """Return the flow as SVG in the colours of the page, a dot running along the edges one after
        another.
        """
        order = [fact.id for fact in self.story.facts.values() if fact.short]
        edges = {line.key: line for line in self.layout.lines if line.role == "edge"}
        runs = [(n, next(iter(line_strokes(edges[key])))) for n, key in enumerate(order) if key in edges]
        dots = "".join(_dot(stroke, n, len(order)) for n, stroke in runs)
        return svg(self.layout, self.title, "page", keys=self._keys, extra=_STILL * bool(dots) + dots)

    def _repr_html_(self) -> str:
        return played(self, self.animated(), self.steps)


def played(
    picture: Picture,
    source: str,
    steps: Sequence[tuple[str, str]],
    *,
    start: int = 0,
    dim: float = 0.13,
) -> str:
    """Return `picture` as HTML: the SVG `source` as an image, and the script that steps through it.

    A step is the keys it adds (data-e in `source`), separated by spaces, and its caption. An element with
    data-g is shown only before its step, one with data-o only at its step. The player begins at step `start`;
    `dim` is the opacity of elements that no step has shown yet. The class mathjax_ignore keeps JupyterLab
    from reading text between two dollar signs as mathematics.
    """
    told = json.dumps(steps, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    key = hashlib.sha256((source + told).encode()).hexdigest()[:10]
    script = _script().replace("KEY", key).replace("START", str(start)).replace("DIM", f"{dim:g}")
    return (
        f'<div class="eda-player mathjax_ignore" data-k="{key}" role="group"'
        f' aria-label="{escape(picture.title)}"'
        f' style="{_CARD}"><div class="eda-stage">{image(source, picture.alt, picture.layout.w)}</div>'
        f"<script>{script.replace('STEPS', told)}</script></div>"
    )


def player(trace: Iterable[Record], *, title: str, subtitle: str = "") -> Player:
    """Return the flow of `trace` (a Trace or records) as a player: one step for each event, in order of
    publication.
    """
    return Player(read(trace), title, subtitle)


def _says(reaction: Fact) -> str:
    if reaction.kind == "failure":
        return f"{reaction.service} failed: {reaction.name}"
    return f"{reaction.service} handled it" + (f" ({reaction.note})" if reaction.note else "")


def _reactions(story: Story, fact: Fact) -> list[Fact]:
    return [other for other in story.facts.values() if other.cause == fact.id and not other.short]


def _dot(stroke: Stroke, n: int, count: int) -> str:
    """A dot that runs along one edge during its beat of the loop, and is hidden otherwise."""
    whole = count + 1
    begin, end = n / whole, (n + 0.75) / whole
    times = f'dur="{whole * BEAT_S:g}s" repeatCount="indefinite"'
    run = f'keyPoints="0;0;1;1" keyTimes="0;{begin:.3f};{end:.3f};1" calcMode="linear"'
    seen = f'calcMode="discrete" values="0;1;0" keyTimes="0;{begin:.3f};{end:.3f}"'
    return (
        '<circle class="eda-smil" r="7" fill="#D55E00" stroke="#fff" stroke-width="2" opacity="0">'
        f'<animateMotion {times} {run} path="{path_data(stroke.path)}"/>'
        f'<animate attributeName="opacity" {times} {seen}/></circle>'
    )


@lru_cache(maxsize=1)
def _script() -> str:
    return (resources.files("companion.diagrams") / "player.js").read_text(encoding="utf-8").replace("\n", "")
