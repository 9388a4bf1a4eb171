"""The colours: what each kind, theme and service looks like, by token.

A layout names colours by token ("event.fill", "ink", "hue.2"), so one layout serves every theme. Nothing is
told by colour alone: each kind also has a shape. The distances under colour-vision deficiencies
and the contrasts are measured in the tests, not here. Service colours are those of Okabe and Ito, "Color
Universal Design" (2008).

A service has the same colour in every picture of the course: its hue is fixed, and services that appear in
one picture have different hues. A service that is not in the table gets the first free hue, in the order in
which the picture names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Paint(NamedTuple):
    """A colour as SVG understands it, and how opaque it is (1.0 = fully)."""

    colour: str
    opacity: float = 1.0


class Kind(NamedTuple):
    """How a kind of box looks; its shape says the same without colour."""

    fill: str
    edge: str
    text: str
    shape: str


KINDS: dict[str, Kind] = {
    "event": Kind("#FFB02E", "#A85F00", "#1F1300", "sticky"),
    "command": Kind("#58A6F5", "#0F5499", "#031B33", "nose"),
    "read model": Kind("#63D08F", "#11693F", "#032416", "table"),
    "policy": Kind("#D2B5F4", "#6B3BA3", "#2A1145", "pill"),
    "service": Kind("#FFF5AD", "#8A7000", "#332900", "round"),
    "external": Kind("#E886AF", "#94285C", "#33041A", "round"),
    "failure": Kind("#98122A", "#5C0715", "#FFFFFF", "octagon"),
    "compensation": Kind("#FAD9DD", "#B3152E", "#5C0A17", "round"),
}
"""The kind "never" is not here: it is round, has no fill, and takes the theme's faint and muted."""

ALIKE = {"refusal": "event", "repeat": "policy"}
"""Kinds that have the shape and the colours of another kind."""

SERVICES: tuple[str, ...] = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
GREY = "#7F8A94"

THEMES: dict[str, dict[str, str]] = {
    "light": {
        "paper": "#FFFFFF",
        "lane": "#F4F6F8",
        "lane2": "#E9EDF1",
        "grid": "#D9DFE5",
        "ink": "#1F2933",
        "muted": "#5B6770",
        "line": "#3E4C59",
        "faint": "#9AA5B1",
        "red": "#98122A",
        "green": "#11693F",
        "shadow": "#000000",
        "danger": "#FAD9DD",
        "curve": "#11693F",
        "area": "#63D08F",
    },
    "dark": {
        "paper": "#15191F",
        "lane": "#1D232B",
        "lane2": "#262E38",
        "grid": "#343E4A",
        "ink": "#E8EDF2",
        "muted": "#A3AFBB",
        "line": "#B8C4CF",
        "faint": "#6B7785",
        "red": "#FF8A98",
        "green": "#63D08F",
        "shadow": "#000000",
        "danger": "#47202A",
        "curve": "#63D08F",
        "area": "#63D08F",
    },
}

_INK_SHARE = {
    "lane": 0.045,
    "lane2": 0.085,
    "grid": 0.16,
    "ink": 1.0,
    "muted": 0.74,
    "line": 0.85,
    "faint": 0.5,
}
_OPACITY = {"shadow": 0.13, "area": 0.3}
_ON_ANY_PAGE = {"curve": "#1E9E5A", "red": "#D64550"}
"""Lines that stand out from white and from black, 3:1 at least: the page may be either."""
PAGE_INK = "var(--jp-ui-font-color0,#1F2933)"
"""The colour of the root of an SVG that follows its page; its inks are shares of it."""
_PAGE_PAPER = "var(--jp-layout-color0,#FFFFFF)"


def paint(token: str, theme: str = "light") -> Paint:
    """Return the colour of `token` in `theme`: "light", "dark", or "page" (follows the page that holds the
    SVG).

    Raise `KeyError` for a token or a theme that does not exist.
    """
    name, _, part = token.partition(".")
    if name == "hue":
        return Paint(service_colour(int(part)))
    if part and name in KINDS:
        return Paint(KINDS[name]._asdict()[part])
    if token == "none":
        return Paint("none")
    if theme == "page":
        return _on_page(token)
    if theme not in list(THEMES):  # a list, so that an unhashable value is refused too
        raise ValueError(f"theme={theme!r} is not a theme: use one of {', '.join(THEMES)}")
    return Paint(THEMES[theme][token], _OPACITY.get(token, 1.0))


def service_colour(hue: int) -> str:
    """Return the colour of `hue`, counted from 0: six colours, then grey."""
    return SERVICES[hue] if hue < len(SERVICES) else GREY


def _on_page(token: str) -> Paint:
    if token == "paper":
        return Paint(_PAGE_PAPER)
    if token in _INK_SHARE:
        return Paint("currentColor", _INK_SHARE[token])
    return Paint(_ON_ANY_PAGE.get(token, THEMES["light"][token]), _OPACITY.get(token, 1.0))


OTHERS = len(SERVICES)

_BY_HUE = (
    ("Order", "Counter", "Web", "Posts", "Rides", "Bank"),
    ("Inventory", "Restaurant", "Barista", "Warehouse", "FeedBuilder", "Matching"),
    ("Payment", "Cashier", "Till", "Billing", "SearchIndexer"),
    ("Shipping", "Delivery", "Kitchen", "Courier", "CDN", "Driver"),
    ("Email", "Notification", "Display"),
    ("Loyalty", "Rewards", "Customers", "Pricing"),
    ("Analytics",),
)
KNOWN = {name: hue for hue, names in enumerate(_BY_HUE) for name in names}
"""Service → its hue; the last one is grey."""


def hues(names: Sequence[str]) -> dict[str, int]:
    """Return name → hue, for the services of one picture in the order given."""
    taken = [KNOWN[name] for name in names if name in KNOWN]
    free = iter([hue for hue in range(OTHERS) if hue not in taken])
    return {name: KNOWN[name] if name in KNOWN else next(free, OTHERS) for name in dict.fromkeys(names)}
