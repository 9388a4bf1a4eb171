"""What the read models in Redis need to know about a client: its address, and whether the server runs
scripts.

A client of redis-py or of fakeredis serves, with or without `decode_responses`. Leave `protocol` unset: other
versions return other types.
"""

from __future__ import annotations

from typing import Any


def address(client: Any) -> str:
    """The address of a client, in words and without its password."""
    pool = getattr(client, "connection_pool", None)
    settings = getattr(pool, "connection_kwargs", {})
    if type(client).__module__.startswith("fakeredis"):
        return "fakeredis in this process"
    if "path" in settings:
        return f"Redis at {settings['path']}"
    return f"Redis at {settings.get('host', 'localhost')}:{settings.get('port', 6379)}"


def has_scripts(client: Any) -> bool:
    """Whether the server runs Lua. fakeredis does only with its extra `lua`."""
    try:
        client.script_load("return 1")
    except Exception as error:
        if "unknown command" in str(error):
            return False
        raise
    return True
