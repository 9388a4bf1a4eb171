"""Who belongs to a group on Redis and which partition is whose: the one value that fences a group.

Pure bookkeeping. The roster is kept as JSON under one key, which every member watches: whatever it reads or
settles comes to nothing when the roster has changed, so a member that was expelled changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from .topics import again_topic, dead_topic

LANE: Final = "lane"  # the consumer's name in every stream: what is pending stays where it is at a takeover


class Roster(msgspec.Struct):
    """`members` by name, in order of joining, each with the token of this one life of it; `owners` has the
    token for each partition ("": nobody's), `fences` how often it has changed hands. `redriven` counts
    redrives, `made_up` the names given.
    """

    members: dict[str, str] = {}
    owners: list[str] = []
    fences: list[int] = []
    redriven: int = 0
    made_up: int = 0

    def name_for_member(self, group: str) -> str:
        """A name no living member has."""
        self.made_up += 1
        name = f"{group}-{self.made_up}"
        return name if name not in self.members else self.name_for_member(group)

    def expel(self, seen: Mapping[str, int], now_ms: int, session_ms: float, but: str) -> None:
        """Those who were silent for longer than a session are dead, whatever they may think."""
        for name, token in list(self.members.items()):
            if token != but and now_ms - seen.get(token, 0) > session_ms:
                del self.members[name]

    def silent(self, seen: Mapping[str, int], now_ms: int, session_ms: float, but: str) -> bool:
        """Whether `expel` would find somebody."""
        return any(t != but and now_ms - seen.get(t, 0) > session_ms for t in self.members.values())

    def due_to(self, partition: int) -> str:
        """The token of the member that should have `partition`."""
        tokens = list(self.members.values())
        return tokens[partition * len(tokens) // len(self.owners)] if tokens else ""

    def deal(self, movable: Iterable[int]) -> None:
        """Deal out evenly the partitions that may change hands, and those of nobody alive."""
        alive, movable = set(self.members.values()), set(movable)
        for partition, owner in enumerate(self.owners):
            due_to = self.due_to(partition)
            if owner != due_to and (owner not in alive or partition in movable):
                self.owners[partition] = due_to
                self.fences[partition] += 1

    def of(self, token: str) -> dict[int, int]:
        """The partitions of a member, each with its fence."""
        both = enumerate(zip(self.owners, self.fences, strict=True))
        return {partition: fence for partition, (owner, fence) in both if owner == token}


class Mark(msgspec.Struct):
    """What is known of the message pending in a partition: whether it is being worked on (`held`), when it
    may be delivered again (`due_ms`), why it was rejected last.
    """

    id: str = ""
    held: bool = True
    due_ms: int = 0
    reason: str = ""

    def written(self) -> bytes:
        """This mark as JSON."""
        return msgspec.json.encode(self)


HELD: Final = Mark().written()  # of a message that is just being read: its id is not known yet
_read_mark = msgspec.json.Decoder(Mark)
_read_roster = msgspec.json.Decoder(Roster)


def mark_of(written: bytes | None) -> Mark:
    """The mark that `written` gave; one that says "held" where there is none."""
    return _read_mark.decode(written) if written else Mark()


def roster_of(written: bytes | None, partitions: int) -> Roster:
    """The roster that `written` gave; an empty one for a group that is not there yet."""
    return (
        _read_roster.decode(written) if written else Roster(owners=[""] * partitions, fences=[0] * partitions)
    )


class Keys:
    """The names of the keys of one topic, and of one group on it. The braces keep them all in one slot, so
    that one transaction can reach them on a Redis Cluster too.
    """

    def __init__(self, prefix: str, topic: str, group: str = "") -> None:
        tag = f"{{{topic}}}"
        self._log = f"{prefix}:{tag}"
        self._of = f"{prefix}:{tag}..{group}"
        self._again = f"{prefix}:{again_topic(tag, group)}"
        self.dead = f"{prefix}:{dead_topic(tag, group)}"
        self.roster = f"{self._of}..roster"
        self.seen = f"{self._of}..seen"
        self.bell = f"{self._of}..bell"

    def log(self, partition: int) -> str:
        """The stream of a partition."""
        return f"{self._log}:{partition}"

    def again(self, partition: int) -> str:
        """The stream of what was redriven to the group in a partition."""
        return f"{self._again}:{partition}"

    def mark(self, partition: int) -> str:
        """What is known of the message pending in a partition."""
        return f"{self._of}..mark:{partition}"
