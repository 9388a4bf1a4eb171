"""A real Valkey: the server that COMPANION_REDIS_URL names, be it Valkey or Redis, or one started here.

A started one listens on 127.0.0.1 only and on no socket file, lets in who has a random password, and keeps
every command in its append-only file before it answers (`appendfsync always`): what was acknowledged is there
after a kill and after a power cut. Production often chooses `everysec`, which is faster and loses up to two
seconds. It keeps nothing for ever: its data goes when the process ends.
"""

from __future__ import annotations

import os
import secrets
import sys
import threading
from hashlib import sha256
from subprocess import SubprocessError

from companion.engines import valkey_url
from companion.engines.errors import EngineAbsent, EngineError, EngineFailed, EngineRefused
from companion.engines.found import Found
from companion.engines.places import Programs, temporary
from companion.engines.server import NotStarted, Order, Server
from companion.engines.valkey_places import valkey_programs, without_programs

ENGINE = valkey_url.ENGINE
VARIABLE = "COMPANION_REDIS_URL"
SETTINGS = {
    "bind": "127.0.0.1",
    "protected-mode": "yes",
    "daemonize": "no",
    "save": "",
    "appendonly": "yes",
    "appendfsync": "always",
}
REMEDY = (
    f"install Valkey or Redis {valkey_url.OLDEST} or newer so that its server is on PATH, "
    f"or name a running one in {VARIABLE}"
)
MEND = f"mend what it says there, or name a running server in {VARIABLE}"

_lock = threading.Lock()
_started: tuple[Server, str] | None = None


def valkey() -> str:
    """The URL of a Valkey or Redis that serves, as redis-py and `RedisBroker` take it.

    Asked twice, one process gets one server, and a new, empty one should the first have died. Raise
    `EngineRefused` when the server that the variable names does not serve, `EngineAbsent` when none can be
    started here, `EngineFailed` when starting it failed.
    """
    global _started
    _no_browser()
    if url := os.environ.get(VARIABLE):
        valkey_url.check(VARIABLE, url)
        return url
    with _lock:
        if _started is not None and not _started[0].serves():
            _started[0].stop()
            _started = None
        if _started is None:
            _started = _start()
        return _started[1]


def look() -> Found:
    """What `valkey()` would use, and what else is here. Starts nothing."""
    try:
        _no_browser()
        if url := os.environ.get(VARIABLE):
            version = valkey_url.check(VARIABLE, url)
            return Found(ENGINE, f"{version} at {valkey_url.where(VARIABLE, url)}, from {VARIABLE}")
    except (EngineAbsent, EngineRefused) as problem:
        return Found(ENGINE, "", problem.sentence())
    usable, tried = list[str](), list[str]()
    for programs, name in valkey_programs():
        version, fault = _inspect(programs, name)
        (tried if fault else usable).append(fault or f"{version} {programs.place}")
    if not usable:
        return Found(ENGINE, "", f"{'; '.join(tried or [without_programs()])}: {REMEDY}")
    return Found(ENGINE, ", ".join(usable) + ("; the first is used" if len(usable) > 1 else ""))


def _no_browser() -> None:
    if sys.platform == "emscripten":  # never probe: in there a connection appears to succeed
        reason = "a kernel inside the browser can neither start a server nor reach one"
        raise EngineAbsent(ENGINE, (reason,), "open the lesson in JupyterLab on a computer")


def _inspect(programs: Programs, name: str) -> tuple[str, str]:
    """The version of `programs`, and what speaks against using them, if anything."""
    try:
        version = programs.version(name)
    except (OSError, SubprocessError) as problem:
        return "", f"{programs.place}: {problem}"
    if int(version.partition(".")[0]) < valkey_url.OLDEST:
        return version, f"{programs.place}: version {version} is older than {valkey_url.OLDEST}"
    return version, ""


def _start() -> tuple[Server, str]:
    """Start from the first program that works."""
    tried, failed = list[str](), list[EngineError]()
    for programs, name in valkey_programs():
        _, fault = _inspect(programs, name)
        if fault:
            tried.append(fault)
            continue
        password = secrets.token_urlsafe(16)
        try:
            server = Server(_order(programs, name, password))
        except NotStarted as refusal:
            failed.append(EngineFailed(ENGINE, programs.place, refusal.reason, refusal.log, MEND))
            continue
        return server, f"redis://:{password}@127.0.0.1:{server.port}/0"
    raise failed[0] if failed else EngineAbsent(ENGINE, tried or [without_programs()], REMEDY)


def _order(programs: Programs, name: str, password: str) -> Order:
    """How to start it. The server is told the password's hash alone: its command line can be read by all."""
    folder = temporary(None) / f"companion-valkey-{secrets.token_hex(8)}"
    user = ["--user", "default", "on", f"#{sha256(password.encode()).hexdigest()}", "~*", "&*", "+@all"]
    flags = [part for setting, value in SETTINGS.items() for part in (f"--{setting}", value)]
    return Order(
        folder=str(folder),
        prepare=[],
        command=[str(programs.folder / name), "--port", "{port}", "--dir", str(folder), *flags, *user],
        variables=dict(os.environ) | {"LC_ALL": "C"},
        ready="Ready to accept connections",
        taken="Address already in use",
        stop="SIGTERM",
    )
