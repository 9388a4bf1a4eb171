"""A group of the memory broker: who has which partition, how far each has come, what was given up.

Pure bookkeeping on a clock's time, used under the broker's lock. A lane is one partition as one group sees
it: the log with the place of the group in it, the messages redriven to the group, and the message at the head
of the lane with its tries.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from .broker import Letters
from .errors import DuplicateMember, NoSuchDeadLetter
from .messages import DeadLetter, Message


class Head:
    """The message a lane is at: `tries` counts how often it was handed out; `due` is when it may be again."""

    def __init__(self, message: Message, redriven: bool) -> None:
        self.message = message
        self.redriven = redriven
        self.tries = 0
        self.due: datetime | None = None
        self.reason = ""


class Lane:
    """One partition of a group. `holder` is the delivery being worked on, if any."""

    def __init__(self, log: Sequence[Message], at: int) -> None:
        self.log = log
        self.at = at
        self.again: deque[Message] = deque()
        self.owner: str | None = None
        self.holder: object | None = None
        self._head: Head | None = None

    def head(self) -> Head | None:
        """The message to deliver next: a redriven one before the log's, but never in place of one begun."""
        if self._head is None or not (self._head.tries or self._head.redriven):
            if self.again:
                self._head = Head(self.again[0], True)
            elif self._head is None and self.at < len(self.log):
                self._head = Head(self.log[self.at], False)
        return self._head

    def go_on(self) -> None:
        """The head is dealt with."""
        if self._head is not None and self._head.redriven:
            self.again.popleft()
        else:
            self.at += 1
        self._head = self.holder = None

    def lag(self) -> int:
        """How many messages are left."""
        return len(self.again) + len(self.log) - self.at


class Group:
    """Members, lanes and dead letters of one group on one topic."""

    def __init__(self, topic: str, name: str, lanes: list[Lane], session_s: float) -> None:
        self.topic = topic
        self.name = name
        self.lanes = lanes
        self.letters: dict[str, DeadLetter] = {}
        self._session = timedelta(seconds=session_s)
        self._members: dict[str, tuple[object, datetime]] = {}  # in order of joining
        self._made_up = 0

    def name_for_member(self) -> str:
        """A name no living member has."""
        self._made_up += 1
        name = f"{self.name}-{self._made_up}"
        return name if name not in self._members else self.name_for_member()

    def seen(self, member: str, who: object, now: datetime) -> None:
        """`who` lives, under the name `member`; joins if it had not or was expelled. Raises
        `DuplicateMember`.
        """
        self._expel(now, but=who)
        known = self._members.get(member)
        if known is not None and known[0] is not who:
            raise DuplicateMember(self.topic, self.name, member)
        self._members[member] = who, now
        self._assign()

    def gone(self, member: str, who: object) -> None:
        """`who` is no member any more; what it was working on is free."""
        if self._members.get(member, (None,))[0] is who:
            self._drop(member)
            self._assign()

    def mine(self, member: str) -> list[tuple[int, Lane]]:
        """The lanes of `member` with their partitions."""
        return [(number, lane) for number, lane in enumerate(self.lanes) if lane.owner == member]

    def lag(self) -> int:
        """See `Broker.lag`."""
        return sum(lane.lag() for lane in self.lanes)

    def settled(self, lane: Lane) -> None:
        """`lane` is free to change hands."""
        lane.holder = None
        self._assign()

    def chosen(self, which: Letters) -> list[DeadLetter]:
        """The letters meant by `which`, each once. Raises `NoSuchDeadLetter`."""
        if which is None:
            return list(self.letters.values())
        chosen = {each.id: each for each in ([which] if isinstance(which, DeadLetter) else which)}
        for id in chosen:
            if id not in self.letters:
                raise NoSuchDeadLetter(self.topic, self.name, id)
        return list(chosen.values())

    def _expel(self, now: datetime, but: object) -> None:
        """Those who were silent for longer than a session are dead, whatever they may think."""
        for member, (who, last) in list(self._members.items()):
            if who is not but and now - last > self._session:
                self._drop(member)

    def _drop(self, member: str) -> None:
        del self._members[member]
        for _, lane in self.mine(member):
            lane.owner = lane.holder = None

    def _assign(self) -> None:
        """Deal the lanes out evenly, in order of joining; one that is being worked on stays until settled."""
        members = list(self._members)
        for number, lane in enumerate(self.lanes):
            if lane.holder is None:
                lane.owner = members[number * len(members) // len(self.lanes)] if members else None
