"""A group on Redis: how its roster is changed by several at once, without a lock and without Lua.

Read under `WATCH`, decide, write under `MULTI`: who was overtaken decides anew. A partition is taken from a
living member only when nothing in it is being worked on, which its mark, watched too, says. When the marks
change too quickly for that, only partitions of the dead and one's own change hands, and the others are given
up by their owners when they next look.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any, Final

import msgspec

from .redis_roster import Keys, Roster, mark_of, roster_of
from .redis_wire import Command, WatchLost, Wire

Edit = Callable[[Roster], None]
WIDE_TRIES: Final = 3


class RedisGroup:
    """Roster, heartbeats and marks of one group on one topic."""

    def __init__(self, prefix: str, topic: str, group: str, partitions: int, session_s: float) -> None:
        self.topic, self.name, self.partitions = topic, group, partitions
        self.keys = Keys(prefix, topic, group)
        self.session_ms = session_s * 1000

    def change(
        self, wire: Wire, edit: Edit, *, but: str = "", held: int | None = None, start: str = "0"
    ) -> None:
        """Expel the silent, apply `edit`, deal the partitions out.

        `but` is the token of the member that asks, `held` its partition that is being worked on, `start`
        where a group begins that is made by this. Raises what `edit` raises and `BrokerUnavailable`.
        """
        for attempt in count():
            wide = range(self.partitions) if attempt < WIDE_TRIES else range(0)
            written, seen, movable = self._read(wire, wide)
            on = wire.generation
            roster, now = roster_of(written, self.partitions), wire.now_ms()
            before = roster_of(written, self.partitions)
            roster.expel(seen, now, self.session_ms, but)
            edit(roster)
            roster.deal((movable | set(roster.of(but) if but else ())) - {held})
            if written is not None and roster == before:
                return
            made = () if written is not None else self._made(start)
            with suppress(WatchLost):
                if wire.ask(*self._write(roster, seen, but, now, made), changes=True, on=on)[-1] is not None:
                    return

    def rung(self) -> Command:
        """The command that wakes the members that wait."""
        return "XADD", self.keys.bell, "MAXLEN", 1, "*", "", ""

    def heartbeat(self, token: str, now_ms: int) -> Command:
        """The command that says that a member lives."""
        return "HSET", self.keys.seen, token, now_ms

    def _read(self, wire: Wire, wide: range) -> tuple[bytes | None, dict[str, int], set[int]]:
        """Watch and read: the roster, who was seen when, and which partitions of `wide` are not at work."""
        keys, of = self.keys, self.name
        looks: list[Command] = []
        for n in wide:
            looks.append(("GET", keys.mark(n)))
            looks += [("XPENDING", key, of, "-", "+", 1) for key in (keys.log(n), keys.again(n))]
        watched = [keys.roster, *map(keys.mark, wide)]
        replies = wire.ask(
            ("UNWATCH",), ("WATCH", *watched), ("GET", keys.roster), ("HGETALL", keys.seen), *looks
        )
        found = replies[4:]
        movable = {n for n in wide if _idle(found[3 * n], *found[3 * n + 1 : 3 * n + 3])}
        return replies[2], seen_of(replies[3]), movable

    def _made(self, start: str) -> list[Command]:
        """The commands that make the group in every stream."""
        made: list[Command] = []
        for n in range(self.partitions):
            made.append(("XGROUP", "CREATE", self.keys.log(n), self.name, start, "MKSTREAM"))
            made.append(("XGROUP", "CREATE", self.keys.again(n), self.name, "0", "MKSTREAM"))
        return made

    def _write(
        self, roster: Roster, seen: dict[str, int], but: str, now: int, made: Any
    ) -> tuple[Command, ...]:
        alive = set(roster.members.values())
        gone = [token for token in seen if token not in alive]
        beats = [self.heartbeat(but, now)] if but in alive else []
        forgotten = [("HDEL", self.keys.seen, *gone)] if gone else []
        kept = ("SET", self.keys.roster, msgspec.json.encode(roster))
        return (("MULTI",), *made, kept, self.rung(), *forgotten, *beats, ("EXEC",))


def seen_of(reply: Any) -> dict[str, int]:
    """When each member, by token, was last seen, in milliseconds."""
    pairs = reply.items() if isinstance(reply, dict) else zip(reply[::2], reply[1::2], strict=True)
    return {bytes(token).decode(): int(when) for token, when in pairs}


def pending_of(reply: Any) -> tuple[str, int] | None:
    """Id and deliveries of the message that XPENDING found, if any."""
    if isinstance(reply, Exception) or not reply:
        return None
    return bytes(reply[0][0]).decode(), int(reply[0][3])


def _idle(written: bytes | None, *pending: Any) -> bool:
    """Whether nothing in a partition is being worked on."""
    waiting = [found[0] for found in map(pending_of, pending) if found]
    mark = mark_of(written)
    return not waiting or (not mark.held and mark.id in waiting)
