"""A real PostgreSQL: the server that COMPANION_POSTGRES_URL names, or one started for this process.

A started one listens on 127.0.0.1 only, lets in one user with a random password (other people on the same
machine are strangers), keeps `fsync` on as in production, and has `wal_level=logical`, which change data
capture needs. Its data is gone when the process ends: it is for lessons and tests, never for what must last.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import threading
from pathlib import Path

from companion.engines.errors import EngineAbsent
from companion.engines.places import Account, Programs, account, postgres_programs
from companion.engines.server import NotStarted, Order, Server

VARIABLE = "COMPANION_POSTGRES_URL"
USER = "companion"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "wal_level": "logical",
    "timezone": "UTC",
    "log_timezone": "UTC",
}

_lock = threading.Lock()
_started: tuple[Server, str] | None = None


def postgres() -> str:
    """The URL of a PostgreSQL that serves, as psycopg and `PostgresStore` take it.

    Asked twice, one process gets one server, and a new, empty one should the first have died.
    """
    global _started
    if url := os.environ.get(VARIABLE):
        return url
    with _lock:
        if _started is not None and not _started[0].serves():
            _started[0].stop()
            _started = None
        if _started is None:
            _started = _start()
        return _started[1]


def _start() -> tuple[Server, str]:
    tried = []
    who = account()
    for programs in postgres_programs():
        try:
            programs.version("initdb", who)
            return _start_from(programs, who)
        except (OSError, NotStarted) as problem:
            tried.append(f"{programs.place}: {problem}")
    raise EngineAbsent("PostgreSQL", tried, "x")


def _start_from(programs: Programs, who: Account | None) -> tuple[Server, str]:
    folder = Path(tempfile.mkdtemp(prefix="companion-postgres-"))
    password, pwfile = secrets.token_urlsafe(16), folder / "password"
    pwfile.write_text(password, "utf-8")
    if who:
        for path in (folder, pwfile):
            os.chown(path, *who)
    server = Server(_order(programs, folder, pwfile, who))
    pwfile.unlink()
    return server, f"postgresql://{USER}:{password}@127.0.0.1:{server.port}/postgres?sslmode=disable"


def _order(programs: Programs, folder: Path, pwfile: Path, who: Account | None) -> Order:
    data, socket = folder / "data", folder / ".s.PGSQL.65535"
    settings = SETTINGS | {"unix_socket_directories": str(folder) if len(os.fsencode(socket)) < 100 else ""}
    initdb = [str(programs.folder / "initdb"), "-D", str(data), "-U", USER, "--pwfile", str(pwfile)]
    initdb += ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
    command = [str(programs.folder / "postgres"), "-D", str(data), "-p", "{port}"]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return Order(
        folder=str(folder),
        prepare=initdb,
        command=command,
        variables=_variables(),
        ready="ready to accept connections",
        taken="could not bind",
        stop="SIGQUIT",
        account=who,
    )


def _variables() -> dict[str, str]:
    """The environment without what would steer the server, and with messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}
