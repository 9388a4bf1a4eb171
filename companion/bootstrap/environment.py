"""The course's own environment in `.venv`: made, brought up to date or repaired, whichever it needs.

Promises that a finished environment is recognised in milliseconds and without network, that two set-ups at
once wait for each other, and that one killed half-way is noticed. For that a stamp, what the environment was
made from, goes before a change and comes back last. An environment without a stamp was never finished and is
not trusted. One whose stamp differs says by the difference what to do: another Python means a new
environment, another folder means that it was moved, other files mean an update.
"""

import hashlib
import json
import os
import shutil
import sys
import sysconfig
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from companion.bootstrap import lock
from companion.bootstrap.checkout import Checkout, Refusal, say
from companion.bootstrap.install import Installer

LOCK = ".companion-setup.lock"
TEST_LOCK = "requirements-test.lock"


@dataclass(frozen=True)
class Stamp:
    """`python` and `path` name interpreter and folder; `pyproject`, `lab` and `test` are SHA-256 of files.

    `test` is empty where the test packages were not installed.
    """

    python: str
    path: str
    pyproject: str
    lab: str
    test: str = ""

    @classmethod
    def wanted(cls, checkout: Checkout, tests: bool) -> "Stamp":
        """The stamp a finished environment of this checkout has, for this Python."""
        return cls(
            python=f"{sys.implementation.cache_tag} {sysconfig.get_platform()}",
            path=str(checkout.root),
            pyproject=_hash(checkout.root / "pyproject.toml"),
            lab=_hash(checkout.root / checkout.lock),
            test=_hash(checkout.root / TEST_LOCK) if tests else "",
        )

    @classmethod
    def read(cls, checkout: Checkout) -> "Stamp | None":
        """The stamp in the environment; None where it is missing, unreadable, or the Python is gone."""
        try:
            found = json.loads(_place(checkout).read_text("utf-8"))
            stamp = cls(**{field.name: str(found[field.name]) for field in fields(cls)})
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return stamp if checkout.python.exists() else None

    def write(self, checkout: Checkout) -> None:
        """Put the stamp in place in one step, so that it is never seen half-written."""
        half = _place(checkout).with_suffix(".half")
        half.write_text(json.dumps(asdict(self), indent=1), "utf-8")
        os.replace(half, _place(checkout))

    def covers(self, wanted: "Stamp") -> bool:
        """Whether an environment with this stamp serves as it is; test packages too many do no harm."""
        return (self.python, self.path, self.pyproject, self.lab) == (
            wanted.python,
            wanted.path,
            wanted.pyproject,
            wanted.lab,
        ) and wanted.test in ("", self.test)


def ready(checkout: Checkout, tests: bool = False) -> None:
    """Make the environment fit for this checkout; `tests` asks for the test packages as well.

    Raises `Refusal` with the sentence to show when that cannot be done, `OSError` where it may not write.
    """
    if _served(checkout, tests) is not None:
        return
    with lock.held(checkout.root / LOCK, waiting=_say_waiting) as file:
        if _served(checkout, tests) is None:  # the one we waited for may have done it
            _Setup(checkout, tests, Installer(checkout, file)).run()


def _say_waiting() -> None:
    say("Another set-up is at work in this folder; waiting for it to end.")


def _served(checkout: Checkout, tests: bool) -> Stamp | None:
    found = Stamp.read(checkout)
    return found if found is not None and found.covers(Stamp.wanted(checkout, tests)) else None


@dataclass(frozen=True)
class _Setup:
    checkout: Checkout
    tests: bool
    installer: Installer

    def run(self) -> None:
        self.installer.log.unlink(missing_ok=True)
        found, wanted = Stamp.read(self.checkout), Stamp.wanted(self.checkout, self.tests)
        if found is None or found.python != wanted.python:
            self._anew()
        else:
            wanted = self._update(found, wanted)
        wanted.write(self.checkout)
        say("The environment is ready.")

    def _anew(self) -> None:
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
            # An environment that has the test packages keeps them in step, so `lab` never undoes `test`.
            self._install(tests := self.tests or found.test != "")
        except Refusal:
            # uv and pip fetch everything before they change anything, so the old state still stands.
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
                "JupyterLab and whatever else uses it, and run the command again."
            ) from problem


def _reason(name: str, found: Stamp, wanted: Stamp) -> str:
    if found.path != wanted.path:
        return f"The course was moved since it was set up; repairing {name}."
    if (found.pyproject, found.lab) != (wanted.pyproject, wanted.lab):
        return f"The course has changed since it was set up; bringing {name} up to date."
    return f"Adding to {name} what the tests need."


def _relocate(checkout: Checkout, old: Path) -> None:
    """Write the new place into the environment's scripts, which hold absolute paths.

    Windows' launchers are binary and stay as they are: the course starts everything through Python itself.
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
    """The script with a first line the system can start: neither spaces nor long paths may stand there.

    Otherwise the first lines become a command to the shell and a string to Python, as pip and uv write it.
    """
    first, _, rest = script.partition(b"\n")
    if not first.startswith(b"#!" + python) or (b" " not in first and len(first) <= 127):
        return script
    return b"#!/bin/sh\n'''exec' \"%s\" \"$0\" \"$@\"\n' '''\n%s" % (first[2:], rest)


def _place(checkout: Checkout) -> Path:
    return checkout.venv / "companion-stamp.json"


def _remove_stamp(checkout: Checkout) -> None:
    _place(checkout).unlink(missing_ok=True)


def _hash(path: Path) -> str:
    # Line endings are git's business: a Windows checkout holds the same locks.
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
