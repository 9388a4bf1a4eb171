"""What a broker, a view and a read model need to know of a Redis client: where it leads, whether its server
runs scripts, and which errors mean that the server is away.

A client of redis-py or of fakeredis serves, with or without `decode_responses`. Leave `protocol` unset: other
versions return other types.
"""

from __future__ import annotations

from typing import Any, Final

from redis import exceptions

from companion.cqrs.errors import means_away

_AWAY: Final = (
    exceptions.ConnectionError, exceptions.TimeoutError, exceptions.ReadOnlyError,
    exceptions.OutOfMemoryError, exceptions.NoPermissionError, exceptions.MasterDownError,
    exceptions.ClusterDownError, exceptions.TryAgainError,
)  # fmt: skip
_SAID: Final = ("MISCONF", "LOADING", "OOM")


@means_away("Redis")
def is_away(error: Exception) -> bool:
    """Whether the server cannot be reached or cannot write now, whatever it is asked for."""
    said = isinstance(error, exceptions.ResponseError) and str(error).startswith(_SAID)
    return said or isinstance(error, _AWAY)


def place_of(client: Any) -> str:
    """Where a client or a pool of connections leads, without user and password."""
    pool = getattr(client, "connection_pool", client)
    settings = getattr(pool, "connection_kwargs", {})
    if is_fake(pool):
        return "The Redis in this process"
    where = settings.get("path") or f"{settings.get('host', 'localhost')}:{settings.get('port', 6379)}"
    return f"redis://{where}/{settings.get('db') or 0}"


def is_fake(pool: Any) -> bool:
    """Whether this is fakeredis, whose blocking reads do not wait reliably."""
    connection = getattr(pool, "connection_class", type(pool))
    return bool(connection.__module__.partition(".")[0] == "fakeredis")


def has_scripts(client: Any) -> bool:
    """Whether the server runs Lua. fakeredis does only with its extra `lua`."""
    try:
        client.script_load("return 1")
    except exceptions.ResponseError as error:
        if "unknown command" in str(error):
            return False
        raise
    return True


def text_of(value: bytes | str) -> str:
    """A reply of a client as text: it is bytes, or text with decode_responses."""
    return value if isinstance(value, str) else value.decode()
