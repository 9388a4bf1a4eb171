"""The frame of every page that grading writes: one file, no script, nothing that is fetched."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources

from companion.diagrams.counterexample import found_by_a_check


def page(title: str, body: Iterable[str]) -> str:
    """A page whole."""
    style = (resources.files("companion.grading") / "page.css").read_text("utf-8")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<style>\n{style}</style></head><body>\n<h1>{escape(title)}</h1>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def table(head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A table; numbers stand to the right."""

    def cell(tag: str, value: object) -> str:
        kind = ' class="n"' if isinstance(value, int | float) else ""
        return f"<{tag}{kind}>{escape(str(value))}</{tag}>"

    top = "".join(cell("th", name) for name in head)
    body = "\n".join(f"<tr>{''.join(cell('td', value) for value in line)}</tr>" for line in lines)
    return f"<table><thead><tr>{top}</tr></thead><tbody>\n{body}\n</tbody></table>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of plain text."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def with_code(text: str, kind: str = "") -> str:
    """A paragraph of the course's own text, in which code stands between backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", paragraph(text, kind))


def drawn(schedule: Sequence[dict[str, object]], problem: str) -> str:
    """A smallest counterexample as a picture, with words for who cannot see it; empty if there is none."""
    try:
        return found_by_a_check(schedule, problem)._repr_html_()
    except Exception:  # the words say the same; a picture must not cost a page
        return ""
