"""How many messages a group on Redis has yet to acknowledge."""

from __future__ import annotations

from typing import Any, Final

from .redis_group import RedisGroup
from .redis_lane import progress_of
from .redis_wire import Wire

PAGE: Final = 1000


def lag_of(wire: Wire, group: RedisGroup) -> int:
    """Unread, pending and redriven messages of all partitions; all of the topic's for a new group."""
    keys, lag = group.keys, 0
    for partition in range(group.partitions):
        log = keys.log(partition)
        info, there, again = wire.ask(
            ("XINFO", "GROUPS", log), ("XLEN", log), ("XLEN", keys.again(partition))
        )
        known = progress_of(info, group.name)
        lag += again + (_behind(wire, log, known) if known else there)
    return lag


def _behind(wire: Wire, log: str, known: dict[str, Any]) -> int:
    """Unread and pending ones. The server knows how many are unread, until an unread one is deleted."""
    unread = known.get("lag")
    if unread is None:
        unread, last = 0, known["last-delivered-id"]
        while True:
            [entries] = wire.ask(("XRANGE", log, b"(" + last, "+", "COUNT", PAGE))
            unread += len(entries)
            if len(entries) < PAGE:
                break
            last = entries[-1][0]
    return int(unread) + int(known["pending"])
