"""Python code in colours, as HTML for slides and pages, by Pygments, which IPython installs."""

from __future__ import annotations

import importlib
import re
from typing import Any

COLOURS = "friendly"


def lines(source: str) -> list[str]:
    """Each line of the code as HTML; every element ends on its line."""
    pygments: Any = importlib.import_module("pygments")
    lexers: Any = importlib.import_module("pygments.lexers")
    lexer = lexers.PythonLexer(stripnl=False, ensurenl=False)
    marked: str = pygments.highlight(source.rstrip("\n"), lexer, _formatter(nowrap=True))
    return marked.rstrip("\n").split("\n")


def style(selector: str, colours: str = COLOURS) -> str:
    """The style sheet of the colours, inside `selector`; the background is the page's own."""
    found: str = _formatter(style=colours).get_style_defs(selector)
    kept = [line for line in found.splitlines() if line.startswith(f"{selector} .")]
    return re.sub(r"; background-color: [^;}]+", "", "\n".join(kept))


def _formatter(**options: Any) -> Any:
    formatters: Any = importlib.import_module("pygments.formatters")
    return formatters.HtmlFormatter(**{"style": COLOURS, **options})
