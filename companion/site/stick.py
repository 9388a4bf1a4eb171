"""What a USB stick needs beside the site: a script that serves it on this machine, and a page of words."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

FILES = {"start.txt": "start.py", "stick.txt": "READ ME.txt"}
"""Kept here under names that no tool takes for this room's own code, and what they are called in the site."""


def write(into: Path) -> None:
    """Put the start script and its page of words into the site."""
    for kept, name in FILES.items():
        with resources.as_file(resources.files("companion.site") / "on_stick" / kept) as file:
            shutil.copy(file, into / name)
