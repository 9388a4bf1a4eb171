"""A partition as its owner sees it: the message at its head, and the commands that read and settle it."""

from __future__ import annotations

from typing import Any

from .redis_group import RedisGroup, pending_of
from .redis_roster import HELD, LANE, Mark, mark_of
from .redis_wire import Command, Wire


class Head:
    """The message a lane is at; `source` is the stream it stands in, `tries` how often it was handed out."""

    def __init__(self, source: str, id: str, key: str, data: bytes, redriven: bool, tries: int = 1) -> None:
        self.source, self.id = source, id
        self.key, self.data = key, data
        self.redriven = redriven
        self.tries = tries
        self.due_ms = 0
        self.reason = ""


class Lane:
    """One partition of this member. `holder` is the delivery being worked on, if any; `more` and `again` say
    whether its log and its redriven messages may hold something unread.
    """

    def __init__(self, group: RedisGroup, partition: int, fence: int) -> None:
        self._of = group
        self.partition, self.fence = partition, fence
        self.log, self._again = group.keys.log(partition), group.keys.again(partition)
        self._mark = group.keys.mark(partition)
        self.head: Head | None = None
        self.holder: object | None = None
        self.inspected = False
        self.more = self.again = True
        self.last = "0"  # the id in the log that was read last

    def inspect(self, wire: Wire) -> None:
        """Find what the owner before left pending, with its tries, and where reading goes on."""
        group = self._of.name
        looks = [("XPENDING", key, group, "-", "+", 1) for key in (self._again, self.log)]
        again, log, written, groups = wire.ask(*looks, ("GET", self._mark), ("XINFO", "GROUPS", self.log))
        self.last = progress_of(groups, group).get("last-delivered-id", b"0").decode()
        self.inspected = True
        for source, found in ((self._again, pending_of(again)), (self.log, pending_of(log))):
            if found:
                self._recall(wire, source, *found, mark_of(written))
                return

    def _recall(self, wire: Wire, source: str, id: str, tries: int, mark: Mark) -> None:
        [entries] = wire.ask(("XRANGE", source, id, id))
        if not entries:  # deleted behind our back: nothing is left to deliver
            wire.ask(("XACK", source, self._of.name, id))
            self.inspected = False
            return
        key, data = _message(entries[0][1])
        self.head = Head(source, id, key, data, source == self._again, tries)
        if mark.id == id:
            self.head.due_ms, self.head.reason = mark.due_ms, mark.reason

    # --- what is sent in a transaction, and what its replies mean --------------------------------------

    def reading(self) -> list[Command]:
        """Read the next message, a redriven one before the log's."""
        source = self._again if self.again else self.log
        read = ("XREADGROUP", "GROUP", self._of.name, LANE, "COUNT", 1, "STREAMS", source, ">")
        return [read, ("SET", self._mark, HELD)]

    def was_read(self, reply: Any) -> bool:
        """Take the reply to `reading`; False when nothing was there."""
        redriven, entries = self.again, entries_of(reply)
        if not entries:
            self.again, self.more = False, self.more and redriven
            return False
        [(source, [(id, fields)])] = entries.items()
        key, data = _message(fields)
        self.head = Head(source, id.decode(), key, data, redriven)
        if not redriven:
            self.last = id.decode()
        return True

    def redelivering(self) -> list[Command]:
        """Count one more delivery of the head."""
        head = self._head()
        claim = (
            "XCLAIM",
            head.source,
            self._of.name,
            LANE,
            0,
            head.id,
            "RETRYCOUNT",
            head.tries + 1,
            "JUSTID",
        )
        return [claim, ("SET", self._mark, Mark(head.id, True, 0, head.reason).written())]

    def setting_back(self) -> list[Command]:
        """Remember when the head may be delivered again, and why it was rejected."""
        head = self._head()
        return [("SET", self._mark, Mark(head.id, False, head.due_ms, head.reason).written())]

    def settling(self) -> list[Command]:
        """Have the group forget the head; what was redriven is nobody else's, and goes."""
        head = self._head()
        gone: list[Command] = [("XDEL", head.source, head.id)] if head.redriven else []
        return [("XACK", head.source, self._of.name, head.id), *gone]

    def go_on(self) -> None:
        """The head is dealt with."""
        self.head = self.holder = None

    def _head(self) -> Head:
        assert self.head is not None
        return self.head


def entries_of(reply: Any) -> dict[str, list[tuple[bytes, Any]]]:
    """What was read, by stream; a server answers with a map or, in the older protocol, with pairs."""
    pairs = reply.items() if isinstance(reply, dict) else reply or ()
    return {bytes(stream).decode(): entries for stream, entries in pairs if entries}


def progress_of(reply: Any, group: str) -> dict[str, Any]:
    """What XINFO GROUPS says of one group; nothing for a group or stream that is not there."""
    for each in () if isinstance(reply, Exception) else reply:
        pairs = each.items() if isinstance(each, dict) else zip(each[::2], each[1::2], strict=True)
        known = {bytes(name).decode(): value for name, value in pairs}
        if known["name"] == group.encode():
            return known
    return {}


def _message(fields: Any) -> tuple[str, bytes]:
    """Key and bytes of an entry; one that another program wrote without them is read as empty."""
    pairs = fields.items() if isinstance(fields, dict) else zip(fields[::2], fields[1::2], strict=True)
    known = dict(pairs)
    return known.get(b"k", b"").decode("utf-8", errors="replace"), known.get(b"d", b"")
