"""The dead letters of a group on Redis: a stream of them, out of which they are redriven or discarded."""

from __future__ import annotations

from contextlib import suppress

import msgspec
from msgspec.structs import replace

from .broker import Letters
from .errors import NoSuchDeadLetter
from .messages import DeadLetter
from .redis_group import RedisGroup
from .redis_roster import Roster
from .redis_wire import Command, WatchLost, Wire


def letters_of(wire: Wire, group: RedisGroup) -> tuple[DeadLetter, ...]:
    """All there are, oldest first; each is named by its place in the stream."""
    [entries] = wire.ask(("XRANGE", group.keys.dead, "-", "+"))
    return tuple(replace(DeadLetter.of(fields[1]), id=bytes(id).decode()) for id, fields in entries)


def take_letters(wire: Wire, group: RedisGroup, which: Letters, *, again: bool) -> list[DeadLetter]:
    """Delete letters, and with `again` put their messages where their group reads them again, all at once.

    Whoever else takes one of them meanwhile makes this look anew. Raises `NoSuchDeadLetter`.
    """
    keys = group.keys
    while True:
        wire.ask(("UNWATCH",), ("WATCH", keys.dead, keys.roster))
        on = wire.generation
        chosen = _chosen(group, letters_of(wire, group), which)
        if not chosen:
            return []
        back: list[Command] = []
        if again:
            back = [("XADD", keys.again(e.partition), "*", "k", e.key, "d", e.data) for e in chosen] + _told(
                wire, group
            )
        gone = ("XDEL", keys.dead, *(letter.id for letter in chosen))
        with suppress(WatchLost):
            if wire.ask(("MULTI",), *back, gone, ("EXEC",), changes=True, on=on)[-1] is not None:
                return chosen


def _told(wire: Wire, group: RedisGroup) -> list[Command]:
    """The commands that make members look for redriven messages."""
    [written] = wire.ask(("GET", group.keys.roster))
    if written is None:
        return []
    roster = msgspec.json.decode(written, type=Roster)
    roster.redriven += 1
    return [("SET", group.keys.roster, msgspec.json.encode(roster)), group.rung()]


def _chosen(group: RedisGroup, there: tuple[DeadLetter, ...], which: Letters) -> list[DeadLetter]:
    """The letters meant by `which`, each once. Raises `NoSuchDeadLetter`."""
    if which is None:
        return list(there)
    known = {letter.id: letter for letter in there}
    chosen = dict.fromkeys(each.id for each in ([which] if isinstance(which, DeadLetter) else which))
    for id in chosen:
        if id not in known:
            raise NoSuchDeadLetter(group.topic, group.name, id)
    return [known[id] for id in chosen]
