"""What an environment was made from, written into it last.

An environment without a stamp was never finished and is not trusted. One whose stamp differs says by the
difference what to do: another Python means a new environment, another folder means that it was moved,
other files mean an update.
"""

import hashlib
import json
import os
import sys
import sysconfig
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from companion.bootstrap.checkout import Checkout

LAB_LOCK = "requirements.lock"
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

    def covers(self, wanted: "Stamp") -> bool:
        """Whether an environment with this stamp serves as it is; test packages too many do no harm."""
        return (self.python, self.path, self.pyproject, self.lab) == (
            wanted.python,
            wanted.path,
            wanted.pyproject,
            wanted.lab,
        ) and wanted.test in ("", self.test)


def wanted(checkout: Checkout, tests: bool) -> Stamp:
    """The stamp a finished environment of this checkout has, for this Python."""
    return Stamp(
        python=f"{sys.implementation.cache_tag} {sysconfig.get_platform()}",
        path=str(checkout.root),
        pyproject=_hash(checkout.root / "pyproject.toml"),
        lab=_hash(checkout.root / LAB_LOCK),
        test=_hash(checkout.root / TEST_LOCK) if tests else "",
    )


def read(checkout: Checkout) -> Stamp | None:
    """The stamp in the environment; None where it is missing, unreadable, or the Python is gone."""
    try:
        found = json.loads(_file(checkout).read_text("utf-8"))
        stamp = Stamp(**{field.name: str(found[field.name]) for field in fields(Stamp)})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return stamp if checkout.python.exists() else None


def write(checkout: Checkout, stamp: Stamp) -> None:
    """Put the stamp in place in one step, so that it is never seen half-written."""
    half = _file(checkout).with_suffix(".half")
    half.write_text(json.dumps(asdict(stamp), indent=1), "utf-8")
    os.replace(half, _file(checkout))


def remove(checkout: Checkout) -> None:
    """Take the stamp away before the environment is changed."""
    _file(checkout).unlink(missing_ok=True)


def _file(checkout: Checkout) -> Path:
    return checkout.venv / "companion-stamp.json"


def _hash(path: Path) -> str:
    # Line endings are git's business: a Windows checkout holds the same locks.
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
