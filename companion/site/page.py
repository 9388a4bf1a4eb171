"""The frame around every page of the site: one head, one way around, one style sheet, and no other server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources

from companion.classroom import highlight

COURSE = "Event-driven architecture, by experiment"
STYLE = "site.css"
PLACES = (
    ("index.html", "Lessons"),
    ("glossary.html", "Glossary"),
    ("cheat_sheet.html", "Cheat sheet"),
    ("reference/index.html", "Reference"),
)


@dataclass(frozen=True)
class Page:
    """One page: where it stands below the site's top, its title, its text as HTML, and its way on.

    `links` go above and below the text, each an address from the top and what it says.
    """

    path: str
    title: str
    body: str
    links: Sequence[tuple[str, str]] = ()

    @property
    def up(self) -> str:
        """What leads from this page to the site's top."""
        return "../" * self.path.count("/")

    def html(self) -> str:
        """The whole file."""
        places = [self._link(address, words, "page") for address, words in PLACES]
        title = escape(self.title if self.title == COURSE else f"{self.title} · {COURSE}")
        on = f'<nav class="on" aria-label="On">{" ".join(self._link(*link) for link in self.links)}</nav>'
        return (
            f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
            f'<link rel="stylesheet" href="{self.up}{STYLE}">\n</head>\n<body>\n'
            f'<a class="skip" href="#text">To the text</a>\n'
            f'<nav class="places" aria-label="Course">{" ".join(places)}</nav>\n'
            f'<main id="text">\n{self.body}\n</main>\n{on if self.links else ""}\n</body>\n</html>\n'
        )

    def _link(self, address: str, words: str, current: str = "") -> str:
        here = f' aria-current="{current}"' if current and address == self.path else ""
        return f'<a href="{self.up}{escape(address)}"{here}>{escape(words)}</a>'


def style() -> str:
    """The style sheet of all pages, with the colours of code in it."""
    rules = (resources.files("companion.site") / STYLE).read_text(encoding="utf-8")
    night = f"@media (prefers-color-scheme: dark) {{\n{highlight.style('.code', 'github-dark')}\n}}"
    return f"{rules}\n{highlight.style('.code')}\n{night}\n"
