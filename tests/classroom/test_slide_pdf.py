"""The browser that prints slides: where it is looked for, and what is said where it cannot print."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from companion.classroom import slide_pdf
from companion.classroom.slide_pdf import find_browser, pdf
from companion.events.errors import CompanionError


def nothing(name: str) -> None:
    """A PATH on which nothing is."""


def test_a_browser_on_the_path_is_taken_first() -> None:
    there = {"google-chrome": "/usr/bin/google-chrome", "microsoft-edge": "/usr/bin/microsoft-edge"}
    assert find_browser("linux", there.get, {}) == "/usr/bin/google-chrome"


@pytest.mark.parametrize(
    ("system", "variable", "place"),
    [
        ("darwin", "HOME", "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
        ("darwin", "HOME", "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
        ("win32", "PROGRAMFILES", "Google/Chrome/Application/chrome.exe"),
        ("win32", "PROGRAMFILES(X86)", "Microsoft/Edge/Application/msedge.exe"),
        ("win32", "LOCALAPPDATA", "Chromium/Application/chrome.exe"),
    ],
)
def test_a_browser_is_found_where_the_systems_installers_put_it(
    system: str, variable: str, place: str, tmp_path: Path
) -> None:
    program = tmp_path / place
    program.parent.mkdir(parents=True)
    program.write_text("")
    variables: Mapping[str, str] = {variable: str(tmp_path)}
    assert find_browser(system, nothing, variables) == str(program)
    assert find_browser("linux", nothing, variables) is None


def test_without_a_browser_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slide_pdf, "find_browser", lambda: None)
    with pytest.raises(CompanionError, match=r"none was found: install one, or open 01\.html\?print-pdf"):
        pdf(tmp_path / "01.html")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for a browser is a script")
def test_a_browser_that_prints_nothing_is_quoted_and_an_old_pdf_is_not_taken_for_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\necho starting >&2\necho 'no display' >&2\n")
    browser.chmod(0o755)
    old = tmp_path / "01.pdf"
    old.write_text("old")
    monkeypatch.setattr(slide_pdf, "find_browser", lambda: str(browser))
    with pytest.raises(CompanionError, match=r"printed no PDF of 01\.html; it said: no display"):
        pdf(tmp_path / "01.html")
    assert not old.exists()


def test_a_browser_that_cannot_be_started_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slide_pdf, "find_browser", lambda: str(tmp_path / "gone"))
    with pytest.raises(CompanionError, match=r"could not print 01\.html"):
        pdf(tmp_path / "01.html")
