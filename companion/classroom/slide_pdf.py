"""Slides as a PDF, printed by an installed browser: Chromium, Chrome or Edge, on Linux, macOS and Windows.

The browser runs without a window and without a network, in an empty profile that is deleted afterwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from companion.events.errors import CompanionError

PATIENCE_S = 180
"""How long a browser may print one lesson, in seconds."""

_ON_PATH = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge"),
)
_IN_APPLICATIONS = ("Google Chrome", "Chromium", "Microsoft Edge")
_IN_PROGRAM_FILES = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")


def find_browser(
    system: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
    variables: Mapping[str, str] = os.environ,
) -> str | None:
    """A Chromium, Chrome or Edge: on the PATH, else where the system's installers put it; else None."""
    for name in _ON_PATH:
        if found := which(name):
            return found
    return next((str(path) for path in _paths(system, variables) if path.is_file()), None)


def _paths(system: str, variables: Mapping[str, str]) -> Iterator[Path]:
    if system == "darwin":
        for root in (Path("/"), Path(variables.get("HOME", "/"))):
            for name in _IN_APPLICATIONS:
                yield root / "Applications" / f"{name}.app" / "Contents" / "MacOS" / name
    if system == "win32":
        for folder in filter(None, map(variables.get, _FOLDERS)):
            yield from (Path(folder) / program for program in _IN_PROGRAM_FILES)


def pdf(slides: Path) -> Path:
    """Print the HTML file `slides` into a PDF in the same folder. Raises `CompanionError` if no browser
    can."""
    browser, made = find_browser(), slides.with_suffix(".pdf")
    if browser is None:
        raise CompanionError(
            "Chromium, Chrome or Edge prints the PDF, and none was found: install one, or open "
            f"{slides.name}?print-pdf in a browser you have and print it there."
        )
    made.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="companion-print-", ignore_cleanup_errors=True) as profile:
        command = [
            *(browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
            *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"),
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),  # in a container
            f"--user-data-dir={profile}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={made}",
            f"{slides.as_uri()}?print-pdf",
        ]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE_S)
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise CompanionError(f"{browser} could not print {slides.name}: {problem}.") from problem
    if not made.exists():
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise CompanionError(
            f"{browser} printed no PDF of {slides.name}; it said: {said[-1] if said else 'nothing'}"
        )
    return made
