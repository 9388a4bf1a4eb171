"""The API reference: every room, every name it hands on, written as a person would write it."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from html import unescape
from importlib import import_module

import pytest

from companion.site import reference


def room(name):
    return import_module(f"companion.{name}")


def plain(html):
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("name", reference.ROOMS)
def test_a_rooms_page_has_every_name_it_hands_on_and_its_docstring(pages, name):
    html = (pages / "reference" / f"{name}.html").read_text("utf-8")
    for each in getattr(room(name), "__all__", ()):
        assert f'<div class="entry" id="{each}">' in html
    first = re.sub(r"\s+", " ", inspect.getdoc(room(name)).split("\n\n")[0]).replace("`", "")
    assert first in re.sub(r"\s+", " ", plain(html))


@pytest.mark.parametrize("name", reference.ROOMS)
def test_a_rooms_page_holds_no_address_of_a_machine_and_no_module_names_in_signatures(pages, name):
    html = (pages / "reference" / f"{name}.html").read_text("utf-8")
    assert not re.search(r"0x[0-9a-f]{6}", html)
    shown = plain(" ".join(re.findall(r'<pre class="code".*?</pre>', html, re.DOTALL)))
    assert re.findall(r"\b(?:collections\.abc|typing|pathlib)\.", shown) == []


@pytest.mark.parametrize("name", reference.ROOMS)
def test_the_how_to_of_a_room_runs_and_prints_what_it_says(name):
    # In a process of its own: each example has events of its own, and some have the same name.
    code = (
        "import doctest, sys, companion.{0} as room; r = doctest.testmod(room); print(r.failed, r.attempted)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code.format(name)], capture_output=True, text=True, timeout=300
    )
    failed, attempted = done.stdout.split()[-2:]
    assert (failed, int(attempted) > 0) == ("0", True), done.stdout + done.stderr
    assert "\n\nHow to " in room(name).__doc__


def test_names_that_the_root_hands_on_are_on_the_page_of_their_room(pages):
    import companion

    for name, module in companion._WHERE.items():
        page = pages / "reference" / f"{module.split('.')[1]}.html"
        if module.count(".") == 1 and hasattr(companion, name):
            assert f'id="{name}"' in page.read_text("utf-8"), name


class Example:
    """An example. It has `code`, *no emphasis*, and:

    indented = 1
    """

    def __init__(self, short: int, *, named: str | None = None) -> None:
        """Not listed."""

    def method(self, much: dict[str, list[int]], more: dict[str, list[int]], *, most: bool = False) -> int:
        """A method."""
        return len(much) + len(more) + most

    @property
    def size(self) -> int:
        """A property."""
        return 1

    @classmethod
    def made(cls) -> Example:
        """A class method."""
        return cls(1)

    def _hidden(self) -> None:
        """Not listed."""


Example.__module__ = "companion.example"


def test_a_class_is_shown_with_signature_methods_and_properties():
    shown = reference._entry("Example", Example)
    text = plain(shown)
    assert "Example(short: int, *, named: str | None = None)\n" in text
    assert "    most: bool = False,\n) -> int" in text and "    *,\n" in text
    assert "made() -> Example" in text and "A property." in text
    assert "Not listed" not in text and "<code>code</code>" in shown and "*no emphasis*" in shown
    assert '<pre class="code" tabindex="0">' in shown


def test_errors_come_last_and_show_only_what_they_add():
    names = list(reference.entries(room("sourcing")))
    classes = [name for name in names if inspect.isclass(getattr(room("sourcing"), name))]
    errors = [name for name in classes if issubclass(getattr(room("sourcing"), name), Exception)]
    assert names[-len(errors) :] == errors and len(errors) > 3
    assert "sentence" not in plain(reference._entry("ConcurrencyError", room("sourcing").ConcurrencyError))
