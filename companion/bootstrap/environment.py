"""Makes, updates or repairs the course's own environment in `.venv`, whichever it needs.

Promises: a finished environment is recognised in milliseconds and without a network; two set-ups at once wait
for each other; a set-up that was killed half-way is noticed. For this, a stamp says what the environment was
made from. A set-up deletes the stamp before its first change and writes a new one at the end. An environment
without a stamp was never finished and is not used. If the stamp differs, the difference says what to do:
another Python means a new environment, another folder means that it was moved, other files mean an update.
"""

import hashlib
import json
import os
import shutil
import sys
import sysconfig
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from companion.bootstrap import lock
from companion.bootstrap.checkout import Checkout, Refusal, say
from companion.bootstrap.install import Installer

LOCK = ".companion-setup.lock"
TEST_LOCK = "requirements-test.lock"


@dataclass(frozen=True)
class Stamp:
    """`python` and `path` name interpreter and folder; `pyproject`, `lab` and `test` are SHA-256 of files.

    `test` is empty if the test packages were not installed.
    """

    python: str
    path: str
    pyproject: str
    lab: str
    test: str = ""

    @classmethod
    def wanted(cls, checkout: Checkout, tests: bool) -> "Stamp":
        """The stamp that a finished environment of this checkout has, for this Python."""
        return cls(
            python=f"{sys.implementation.cache_tag} {sysconfig.get_platform()}",
            path=str(checkout.root),
            pyproject=_hash(checkout.root / "pyproject.toml"),
            lab=_hash(checkout.root / checkout.lock),
            test=_hash(checkout.root / TEST_LOCK) if tests else "",
        )

    @classmethod
    def read(cls, checkout: Checkout) -> "Stamp | None":
        """The stamp in the environment; None if it is missing or unreadable, or the Python is missing."""
        try:
            found = json.loads(_stamp_file(checkout).read_text("utf-8"))
            stamp = cls(**{field.name: str(found[field.name]) for field in fields(cls)})
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return stamp if checkout.python.exists() else None

    def write(self, checkout: Checkout) -> None:
        """Write the stamp in one step, so that nobody reads half of it."""
        half = _stamp_file(checkout).with_suffix(".half")
        half.write_text(json.dumps(asdict(self), indent=1), "utf-8")
        os.replace(half, _stamp_file(checkout))

    def covers(self, wanted: "Stamp") -> bool:
        """Whether an environment with this stamp can be used; additional test packages do no harm."""
        return replace(self, test="") == replace(wanted, test="") and wanted.test in ("", self.test)


def ready(checkout: Checkout, tests: bool = False) -> None:
    """Have an environment that fits this checkout; with `tests`, with the test packages as well.

    Raises `Refusal` if that cannot be done, and `OSError` if it may not write.
    """
    if _is_ready(checkout, tests):
        return
    with lock.held(checkout.root / LOCK, waiting=_say_waiting) as file:
        if not _is_ready(checkout, tests):  # the set-up that this one waited for may have done it
            _Setup(checkout, tests, Installer(checkout, file)).run()


def _say_waiting() -> None:
    say("Another set-up is running in this folder; waiting for it to end.")


def _is_ready(checkout: Checkout, tests: bool) -> bool:
    found = Stamp.read(checkout)
    return found is not None and found.covers(Stamp.wanted(checkout, tests))


@dataclass(frozen=True)
class _Setup:
    checkout: Checkout
    tests: bool
    installer: Installer

    def run(self) -> None:
        self.installer.log.unlink(missing_ok=True)
        found, wanted = Stamp.read(self.checkout), Stamp.wanted(self.checkout, self.tests)
        if found is None or found.python != wanted.python:
            self._make()
        else:
            wanted = self._update(found, wanted)
        wanted.write(self.checkout)
        say("The environment is ready.")

    def _make(self) -> None:
        name = self.checkout.environment
        say(f"Setting up the course in {name}. This happens once and takes a few minutes.")
        self._discard()
        self.installer.create()
        self._install(self.tests)

    def _update(self, found: Stamp, wanted: Stamp) -> Stamp:
        say(_reason(self.checkout.environment, found, wanted))
        _remove_stamp(self.checkout)
        _relocate(self.checkout, Path(found.path))
        try:
            # An environment that has the test packages keeps them, so `lab` never undoes `test`.
            self._install(tests := self.tests or found.test != "")
        except Refusal:
            # uv and pip fetch everything before they change anything, so nothing has changed yet.
            found.write(self.checkout)
            raise
        return Stamp.wanted(self.checkout, tests)

    def _install(self, tests: bool) -> None:
        self.installer.install(TEST_LOCK if tests else self.checkout.lock)

    def _discard(self) -> None:
        if not self.checkout.venv.exists():
            return
        _remove_stamp(self.checkout)
        try:
            shutil.rmtree(self.checkout.venv)
        except OSError as problem:
            raise Refusal(
                f"The old environment {self.checkout.venv} could not be removed ({problem.strerror}): close "
                "JupyterLab and other programs that use it, and run the command again."
            ) from problem


def _reason(name: str, found: Stamp, wanted: Stamp) -> str:
    if found.path != wanted.path:
        return f"The course was moved since it was set up; repairing {name}."
    if (found.pyproject, found.lab) != (wanted.pyproject, wanted.lab):
        return f"The course has changed since it was set up; bringing {name} up to date."
    return f"Adding the packages for the tests to {name}."


def _relocate(checkout: Checkout, old: Path) -> None:
    """Write the new path into the environment's scripts, which have absolute paths.

    Windows' launchers are binary files and stay as they are: the course starts everything through Python.
    """
    before, after = str(old / checkout.venv.name).encode(), str(checkout.venv).encode()
    if before == after:
        return
    for script in checkout.scripts.iterdir():
        if script.is_symlink() or not script.is_file():
            continue
        content = script.read_bytes()
        if before in content and b"\0" not in content:
            script.write_bytes(_startable(content.replace(before, after), after))


def _startable(script: bytes, python: bytes) -> bytes:
    """The script with a first line that the system can start: one without spaces and long paths.

    If the path has spaces or is long, the first lines become a command to the shell and a string to Python.
    pip and uv do the same.
    """
    first, _, rest = script.partition(b"\n")
    if not first.startswith(b"#!" + python) or (b" " not in first and len(first) <= 127):
        return script
    return b"#!/bin/sh\n'''exec' \"%s\" \"$0\" \"$@\"\n' '''\n%s" % (first[2:], rest)


def _stamp_file(checkout: Checkout) -> Path:
    return checkout.venv / "companion-stamp.json"


def _remove_stamp(checkout: Checkout) -> None:
    _stamp_file(checkout).unlink(missing_ok=True)


def _hash(path: Path) -> str:
    # Without git's line endings: a Windows checkout has the same locks.
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
