"""Does the Valkey or Redis that a URL names serve, let us in, and is it new enough? No answer holds a
password.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from companion.engines.errors import EngineRefused

ENGINE = "Valkey"
OLDEST = 7
"""Version 7.0 is the first whose consumer groups say their lag, and what Debian has."""
WAIT_S = 10
SHAPE = "redis://user:password@host:6379/0, rediss:// where it speaks TLS, special characters written as %40"


def check(variable: str, url: str) -> str:
    """The version of the server that `url` names, like "Valkey 9.1.2"; raise `EngineRefused` if it does not
    serve.
    """
    try:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError as problem:
        reason = f"redis-py, which speaks to it, cannot be loaded ({str(problem).splitlines()[0]})"
        raise EngineRefused(ENGINE, variable, "", reason, "install redis") from None
    address = where(variable, url)
    said, remedy, info = "", "check the user, the password and the database in the URL", dict[str, str]()
    try:
        waits = {"socket_connect_timeout": WAIT_S, "socket_timeout": WAIT_S}
        with redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), **waits) as link:
            info = link.info("server")
    except (redis.AuthenticationError, redis.ResponseError) as problem:
        said = _reason(str(problem))
    except (redis.RedisError, OSError) as problem:
        said = _reason(str(problem) or type(problem).__name__)
        remedy = f"start the server or correct host and port, or unset {variable} to have one started here"
    except (TypeError, ValueError):  # a parameter that no connection has
        raise _no_address(variable) from None
    if said:
        raise EngineRefused(ENGINE, variable, address, said, remedy)
    name = "Valkey" if "valkey_version" in info else "Redis"
    version = str(info.get("valkey_version") or info["redis_version"])
    if int(version.partition(".")[0]) < OLDEST:
        remedy = f"name a server of version {OLDEST} or newer"
        raise EngineRefused(ENGINE, variable, address, f"it is version {version}", remedy)
    return f"{name} {version}"


def where(variable: str, url: str) -> str:
    """Host, port and database of `url`, without user and password; raise `EngineRefused` if it is none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 6379
    except ValueError:
        raise _no_address(variable) from None
    # A password with a / or a # in it ends up behind the host: so what is no database is not shown.
    database = re.fullmatch(r"/?(\d*)/?", parts.path)
    strange = database is None or "@" in parts.query + parts.fragment
    if parts.scheme not in ("redis", "rediss") or not host or strange or not database:
        raise _no_address(variable)
    return f"{host}:{port}/{database[1] or 0}"


def _no_address(variable: str) -> EngineRefused:
    reason = "what it holds is no address of a Valkey or Redis"
    return EngineRefused(ENGINE, variable, "", reason, f"write it as {SHAPE}")


def _reason(said: str) -> str:
    """The first line of what is said, without the address, which the error's own sentence has."""
    line = " ".join(said.strip().splitlines()[0].split())
    if line.startswith("HELLO must be called"):
        return "it asks for a password"
    return re.sub(r"^Error -?\d+ (while )?connecting to .*?:\d+\. ", "", line).rstrip(".")
