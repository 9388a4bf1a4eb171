"""A real PostgreSQL: the server that COMPANION_POSTGRES_URL names, or one started for this process.

A started one listens on 127.0.0.1 only, lets in one user with a random password (other people on the same
machine are strangers), keeps `fsync` on as in production, sorts text by its bytes, and has
`wal_level=logical`, which change data capture needs. Its data is gone when the process ends: it is for
lessons and tests, never for what must last. PostgreSQL refuses root: for root it runs as postgres, or nobody.
"""

from __future__ import annotations

import os
import secrets
import sys
import threading
from subprocess import SubprocessError

from companion.engines import postgresql_url
from companion.engines.errors import EngineAbsent, EngineError, EngineFailed, EngineRefused
from companion.engines.found import Found
from companion.engines.places import (
    Account,
    Programs,
    account,
    postgres_programs,
    temporary,
    without_programs,
)
from companion.engines.server import NotStarted, Order, Server

ENGINE = "PostgreSQL"
VARIABLE = "COMPANION_POSTGRES_URL"
USER = "companion"
SETTINGS = {"listen_addresses": "127.0.0.1", "wal_level": "logical", "timezone": "UTC", "log_timezone": "UTC"}
SHARED_MEMORY = {} if sys.platform == "win32" else {"dynamic_shared_memory_type": "mmap"}
"""In the data's folder: it goes with it also after a kill, and a container may have little room elsewhere."""
SOCKET_PATH_BYTES = 100  # systems allow 103 or more
REMEDY = (
    f"install PostgreSQL {postgresql_url.OLDEST} or newer so that initdb and postgres are on PATH, "
    f"or name a running server in {VARIABLE}"
)
MEND = f"mend what it says there, or name a running server in {VARIABLE}"

_lock = threading.Lock()
_started: tuple[Server, str] | None = None


def postgres() -> str:
    """The URL of a PostgreSQL that serves, as psycopg and `PostgresStore` take it.

    Asked twice, one process gets one server, and a new, empty one should the first have died. Raise
    `EngineRefused` when the server that the variable names does not serve, `EngineAbsent` when none can be
    started here, `EngineFailed` when starting it failed.
    """
    global _started
    _no_browser()
    if url := os.environ.get(VARIABLE):
        postgresql_url.check(VARIABLE, url)
        return url
    with _lock:
        if _started is not None and not _started[0].serves():
            _started[0].stop()
            _started = None
        if _started is None:
            _started = _start()
        return _started[1]


def look() -> Found:
    """What `postgres()` would use, and what else is here. Starts nothing."""
    try:
        _no_browser()
        if url := os.environ.get(VARIABLE):
            version = postgresql_url.check(VARIABLE, url)
            return Found(ENGINE, f"{version} at {postgresql_url.where(VARIABLE, url)}, from {VARIABLE}")
    except (EngineAbsent, EngineRefused) as problem:
        return Found(ENGINE, "", problem.sentence())
    usable, tried = list[str](), list[str]()
    for programs in postgres_programs():
        version, fault = _inspect(programs, account())
        (tried if fault else usable).append(fault or f"{version} {programs.place}")
    if not usable:
        return Found(ENGINE, "", f"{'; '.join(tried or [without_programs()])}: {REMEDY}")
    return Found(ENGINE, ", ".join(usable) + ("; the first is used" if len(usable) > 1 else ""))


def _no_browser() -> None:
    if sys.platform == "emscripten":  # never probe: in there a connection appears to succeed
        reason = "a kernel inside the browser can neither start a server nor reach one"
        raise EngineAbsent(ENGINE, (reason,), "open the lesson in JupyterLab on a computer")


def _inspect(programs: Programs, who: Account | None) -> tuple[str, str]:
    """The version of `programs`, and what speaks against using them, if anything."""
    try:
        version = programs.version("postgres")
        programs.version("initdb")
    except (OSError, SubprocessError) as problem:
        return "", f"{programs.place}: {problem}"
    if int(version.partition(".")[0]) < postgresql_url.OLDEST:
        return version, f"{programs.place}: version {version} is older than {postgresql_url.OLDEST}"
    if who and not programs.movable and not who.reaches(programs.folder):
        return version, f"{programs.place}: the user {who.name} cannot reach {programs.folder}"
    return version, ""


def _start() -> tuple[Server, str]:
    """Start from the first programs that work."""
    tried, failed, who = list[str](), list[EngineError](), account()
    for programs in postgres_programs():
        _, fault = _inspect(programs, who)
        if fault:
            tried.append(fault)
            continue
        try:
            return _start_from(programs, who)
        except NotStarted as refusal:
            failed.append(EngineFailed(ENGINE, programs.place, refusal.reason, refusal.log, MEND))
    raise failed[0] if failed else EngineAbsent(ENGINE, tried or [without_programs()], REMEDY)


def _start_from(programs: Programs, who: Account | None) -> tuple[Server, str]:
    password = secrets.token_urlsafe(16)
    server = Server(_order(programs, password, who))
    return server, f"postgresql://{USER}:{password}@127.0.0.1:{server.port}/postgres?sslmode=disable"


def _order(programs: Programs, password: str, who: Account | None) -> Order:
    folder = temporary(who) / f"companion-postgres-{secrets.token_hex(8)}"
    binaries, copies = programs.folder, list[tuple[str, str]]()
    if who and not who.reaches(binaries):
        copies = [
            (str(programs.root / name), name) for name in programs.movable if (programs.root / name).exists()
        ]
        binaries = folder / binaries.relative_to(programs.root)
    socket = folder if len(os.fsencode(folder / ".s.PGSQL.65535")) <= SOCKET_PATH_BYTES else ""
    settings = SETTINGS | SHARED_MEMORY | {"unix_socket_directories": str(socket)}
    data = str(folder / "data")
    initdb = [str(binaries / "initdb"), "-D", data, "-U", USER, "--pwfile", str(folder / "password")]
    return Order(
        folder=str(folder),
        prepare=[*initdb, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"],
        command=[str(binaries / "postgres"), "-D", data, "-p", "{port}", *_flags(settings)],
        variables=_variables(),
        ready="ready to accept connections",
        taken="could not bind",
        stop="SIGQUIT",
        files={"password": password},
        copies=copies,
        account=(who.user, who.group) if who else None,
    )


def _flags(settings: dict[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _variables() -> dict[str, str]:
    """The environment without what would steer the server, and with messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}
