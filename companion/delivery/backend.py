"""What brokers differ in: a backend carries messages, a seat is one member's place in a group on it.

Everything else, from judging a message to counting its tries, is said once, in `broker.py` and `consumer.py`.
A partition changes hands only while a member asks for its next message, so never under one that is being
worked on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from companion.events import Clock

from .messages import DeadLetter, Message

Start = Literal["beginning", "end"]
Choose = Callable[[Sequence[DeadLetter]], list[DeadLetter]]


class Head:
    """The message a partition is at, in one member's hands.

    `at` says where it stands, among the group's `redriven` messages or in the topic, in the backend's own
    terms; `stay` for which holding of the partition it was fetched, so that nothing fetched in an earlier one
    counts. `tries` is how often it was handed out, `due` when it may be again, `reason` why it was rejected
    last.
    """

    def __init__(
        self, partition: int, message: Message, stay: int, redriven: bool = False, at: int | str = 0
    ) -> None:
        self.partition, self.message, self.stay = partition, message, stay
        self.redriven, self.at = redriven, at
        self.tries = 0
        self.due: datetime | None = None
        self.reason = ""


class Joining(NamedTuple):
    """Who joins which group: `member` None has a name made up, `start` is where a new group begins."""

    topic: str
    group: str
    member: str | None
    start: Start
    session_s: float
    clock: Clock


class Seat(Protocol):
    """A member's place in its group, used by one thread at a time. All but `leave` raise
    `BrokerUnavailable`.
    """

    @property
    def member(self) -> str: ...

    def mine(self) -> Collection[int]:
        """The partitions this member has."""
        ...

    def has(self, head: Head) -> bool:
        """Whether the partition is this member's still, as far as is known without asking a server."""
        ...

    def fetch(self, blocked: Collection[int], wait_s: float) -> Head | None:
        """Take part in the group, then the next message of a partition that is not `blocked`, each message
        once in a stay; redriven ones first. Waits at most `wait_s` seconds for one. Raises `DuplicateMember`.
        """
        ...

    def drained(self) -> bool:
        """Whether there is nothing for this member, now that `fetch` gave nothing."""
        ...

    def note(self, head: Head) -> bool:
        """Keep tries, due and reason for whoever has the partition next, where that can be; False: the
        partition is not this member's any more.
        """
        ...

    def commit(self, head: Head) -> bool:
        """The group is behind this message from now on; False as for `note`."""
        ...

    def bury(self, head: Head, letter: DeadLetter) -> bool:
        """Keep a letter, then commit its message; False as for `note`, and no letter was kept."""
        ...

    def leave(self) -> None:
        """Give the partitions back. Never raises because the server is gone."""
        ...


class Backend(Protocol):
    """What carries messages. Used from several threads; all but `close` raise `BrokerUnavailable`."""

    @property
    def place(self) -> str: ...

    def topics(self) -> dict[str, int]:
        """The users' topics with their numbers of partitions."""
        ...

    def make(self, topic: str, partitions: int) -> int:
        """Make a topic unless it is there; returns how many partitions it has."""
        ...

    def append(self, topic: str, count: int, messages: Sequence[tuple[int, Message]]) -> bool:
        """Append to partitions, in order; False, and nothing was written, when the topic has not `count`
        partitions (any more).
        """
        ...

    def join(self, joining: Joining) -> Seat:
        """A new member of a group. Raises `DuplicateMember`."""
        ...

    def lag(self, topic: str, group: str) -> int:
        """How many messages a group has left, those redriven included; all for one that has never read."""
        ...

    def letters(self, topic: str, group: str) -> list[DeadLetter]:
        """A group's dead letters, oldest first."""
        ...

    def take(self, topic: str, group: str, choose: Choose, again: bool) -> list[DeadLetter]:
        """Delete the letters that `choose` takes of those there are; with `again` their messages go to the
        group's redriven ones first. Raises what `choose` raises.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
