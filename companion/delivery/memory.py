"""A broker in memory: the reference the others are compared with, and the one for lessons and tests.

It keeps every message until the process ends. Members are threads, or turns taken in one thread; under a
`VirtualClock` waiting takes no time and every run is the same. At `clock.point` the lab can crash it: before
and after each publish, acknowledgement, rejection and dead letter.
"""

from __future__ import annotations

from bisect import bisect
from collections import deque
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain, count, islice
from threading import Condition, Lock
from typing import NamedTuple, Unpack

from .backend import Choose, DeadLetter, Head, Joining, Message, Start
from .broker import Broker, Settings
from .errors import duplicate_member
from .roster import Roster

Logs = list[list[Message]]


class MemoryBroker(Broker):
    """A broker in this process's memory, with the settings of `Broker`. Of 8 members of a topic with 4
    partitions those that joined 1st, 3rd, 5th and 7th have one each, the others stand by.
    """

    def __init__(self, **settings: Unpack[Settings]) -> None:
        super().__init__(MemoryBackend(), **settings)


class Note(NamedTuple):
    """The state of a message that was handed out. Without `due` it is being handled."""

    redriven: bool
    tries: int
    due: datetime | None
    reason: str


class Lane:
    """One partition for one group: the log and the position of the group, the messages redriven to the group,
    and the state of the message that was handed out.
    """

    def __init__(self, log: list[Message], at: int) -> None:
        self.log, self.at = log, at
        self.again: deque[Message] = deque()
        self.note: Note | None = None

    def head(self, number: int, stay: int) -> Head | None:
        """The message handed out; or a redriven one; or the next of the log."""
        note = self.note
        redriven = note.redriven if note else bool(self.again)
        if not redriven and self.at >= len(self.log):
            return None
        head = Head(number, self.again[0] if redriven else self.log[self.at], stay, redriven)
        if note:
            _, head.tries, head.due, head.reason = note
        return head

    def go_on(self) -> None:
        """The message handed out is done."""
        if self.note and self.note.redriven:
            self.again.popleft()
        else:
            self.at += 1
        self.note = None

    def lag(self) -> int:
        """How many messages are left."""
        return len(self.again) + len(self.log) - self.at


class Group:
    """A reader of a topic: its members, lanes and dead letters."""

    def __init__(self, logs: Logs, start: Start) -> None:
        self.roster = Roster.new(len(logs))
        self.lanes = [Lane(log, len(log) if start == "end" else 0) for log in logs]
        self.letters: dict[str, DeadLetter] = {}

    def free(self) -> set[int]:
        """The partitions in which no message is being handled; needed only when some must change hands."""
        return {n for n, lane in enumerate(self.lanes) if lane.note is None or lane.note.due is not None}


class MemoryBackend:
    """Lists, and one lock. See `Backend`."""

    place = "The broker in memory"

    def __init__(self) -> None:
        self.news = Condition(Lock())  # held for every look at or change of what is below
        self.changes = 0
        self.logs: dict[str, Logs] = {}
        self.groups: dict[tuple[str, str], Group] = {}
        self.tokens = count(1)

    def topics(self) -> dict[str, int]:
        with self.news:
            return {topic: len(logs) for topic, logs in self.logs.items()}

    def make(self, topic: str, partitions: int) -> int:
        with self.news:
            return len(self.logs.setdefault(topic, [[] for _ in range(partitions)]))

    def append(self, topic: str, count: int, messages: Sequence[tuple[int, Message]]) -> bool:
        with self.news:
            logs = self.logs[topic]
            for number, message in messages:
                logs[number].append(message)
            self.changed()
        return True

    def join(self, joining: Joining) -> MemorySeat:
        with self.news:
            return MemorySeat(self, self._group(joining.topic, joining.group, joining.start), joining)

    def lag(self, topic: str, group: str) -> int:
        with self.news:
            known = self.groups.get((topic, group))
            return sum(lane.lag() for lane in known.lanes) if known else sum(map(len, self.logs[topic]))

    def letters(self, topic: str, group: str) -> list[DeadLetter]:
        with self.news:
            known = self.groups.get((topic, group))
            return list(known.letters.values()) if known else []

    def take(self, topic: str, group: str, choose: Choose, again: bool) -> list[DeadLetter]:
        with self.news:
            one = self._group(topic, group)
            chosen = choose(list(one.letters.values()))
            for letter in chosen:
                if again:
                    one.lanes[letter.partition].again.append(Message(letter.key, letter.data))
                del one.letters[letter.id]
            self.changed()
            return chosen

    def close(self) -> None:
        """Nothing to close."""

    # --- under the lock ---------------------------------------------------------------------------------

    def changed(self) -> None:
        """Wake the waiting members."""
        self.changes += 1
        self.news.notify_all()

    def _group(self, topic: str, group: str, start: Start = "beginning") -> Group:
        if (topic, group) not in self.groups:
            self.groups[topic, group] = Group(self.logs[topic], start)
        return self.groups[topic, group]


class MemorySeat:
    """A member in memory. See `Seat`."""

    def __init__(self, of: MemoryBackend, group: Group, joining: Joining) -> None:
        self._of, self._group, self._joining = of, group, joining
        self.member = joining.member or group.roster.name_for_member(joining.group)
        self._token = str(next(of.tokens))
        self._mine: dict[int, int] = {}  # partitions, each with its fence, as of so many moves
        self._moves = -1
        self._last = -1  # the partition fetched from last: the others come first now
        self._attend()

    def mine(self) -> Collection[int]:
        with self._of.news:
            return self._group.roster.of(self._token)

    def has(self, head: Head) -> bool:
        roster = self._group.roster
        return roster.fences[head.partition] == head.stay and roster.owners[head.partition] == self._token

    def fetch(self, blocked: Collection[int], wait_s: float) -> Head | None:
        of = self._of
        with of.news:
            seen, found = of.changes, self._next(blocked)
            if found is None and wait_s > 0:
                of.news.wait_for(lambda: of.changes != seen, wait_s)
                found = self._next(blocked)
            return found

    def drained(self) -> bool:
        return True

    def note(self, head: Head) -> bool:
        with self._of.news:
            if not self.has(head):
                return False
            self._group.lanes[head.partition].note = Note(head.redriven, head.tries, head.due, head.reason)
            if head.due is not None:  # it may go to another member that waits
                self._of.changed()
            return True

    def commit(self, head: Head) -> bool:
        with self._of.news:
            return self._go_on(head)

    def bury(self, head: Head, letter: DeadLetter) -> bool:
        with self._of.news:
            if not self._go_on(head):
                return False
            self._group.letters[letter.id] = letter
            return True

    def leave(self) -> None:
        with self._of.news:
            self._group.roster.leave(self.member, self._token)
            self._of.changed()

    # --- under the lock ---------------------------------------------------------------------------------

    def _go_on(self, head: Head) -> bool:
        if not self.has(head):
            return False
        lane = self._group.lanes[head.partition]
        if lane.note is None:  # given up before it was handed out
            lane.note = Note(head.redriven, head.tries, None, head.reason)
        lane.go_on()
        if not self._group.roster.dealt:  # others wait for this partition
            self._of.changed()
        return True

    def _attend(self) -> None:
        """Stay a member, and learn the partitions of this member."""
        roster, joining = self._group.roster, self._joining
        now, moves = joining.clock.now().timestamp(), roster.moves
        if not roster.attend(self.member, self._token, now, joining.session_s, self._group.free):
            raise duplicate_member(joining.topic, joining.group, self.member)
        if roster.moves != moves:
            self._of.changed()
        if roster.moves != self._moves:
            self._mine, self._moves = roster.of(self._token), roster.moves

    def _next(self, blocked: Collection[int]) -> Head | None:
        self._attend()
        lanes, numbers = self._group.lanes, list(self._mine)
        after = bisect(numbers, self._last)
        for number in chain(islice(numbers, after, None), islice(numbers, after)):
            if number not in blocked:
                head = lanes[number].head(number, self._mine[number])
                if head is not None:
                    self._last = number
                    return head
        return None
