"""Messages and dead letters, which every broker keeps; and the parts in which brokers differ: a backend
carries messages, a seat is one member of a group on it.

Everything else, from checking a message to counting its tries, is in `broker.py` and `consumer.py`. A
partition changes hands only while a member asks for its next message, never during the work on one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

import msgspec

from companion.events import Clock, Envelope
from companion.events.codec import decode

Start = Literal["beginning", "end"]


class Message(NamedTuple):
    """What a broker keeps: a key, which decides the partition and the order, and bytes."""

    key: str
    data: bytes


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A message that one group could not handle. `id` names it for `redrive` and `discard`.

    `data` is the message as it came, byte for byte; `reason` the last rejection, or why it cannot be read;
    `tries` how often it was delivered; `time` when it was given up (aware, UTC).
    """

    id: str
    topic: str
    group: str
    key: str
    partition: int
    data: bytes
    reason: str
    tries: int
    time: datetime

    def envelope(self) -> Envelope:
        """The message, decoded again. Raises the errors of `companion.events.decode`."""
        return decode(self.data)

    def written(self) -> bytes:
        """This letter as JSON, its data in base64, as in the dead letter topic of a broker."""
        return msgspec.json.encode(self)

    @classmethod
    def of(cls, written: bytes) -> DeadLetter:
        """The letter from the JSON of `written`."""
        return _read_letter.decode(written)

    def __repr__(self) -> str:
        tries = f"{self.tries} {'try' if self.tries == 1 else 'tries'}"
        return f"<dead letter of {self.topic} for {self.group}, key {self.key!r}, {tries}: {self.reason}>"


_read_letter = msgspec.json.Decoder(DeadLetter)
Choose = Callable[[Sequence[DeadLetter]], list[DeadLetter]]


class Head:
    """The current message of a partition, held by one member.

    `at` is its position, among the group's `redriven` messages or in the topic, in the form of the backend;
    `stay` the number of the holding of the partition in which it was fetched: messages of earlier holdings do
    not count. `tries` is how often it was handed out, `due` when it may be handed out again, `reason` why it
    was rejected last, `letter` the id of its dead letter, once one was to be kept.
    """

    def __init__(
        self, partition: int, message: Message, stay: int, redriven: bool = False, at: int | str = 0
    ) -> None:
        self.partition, self.message, self.stay = partition, message, stay
        self.redriven, self.at = redriven, at
        self.tries = 0
        self.due: datetime | None = None
        self.reason = self.letter = ""


class Joining(NamedTuple):
    """Who joins which group: for `member` None a name is made up; `start` is where a new group begins."""

    topic: str
    group: str
    member: str | None
    start: Start
    session_s: float
    clock: Clock


class Seat(Protocol):
    """One member of a group, used by one thread at a time. All but `leave` raise
    `BrokerUnavailable`.
    """

    @property
    def member(self) -> str: ...

    def mine(self) -> Collection[int]:
        """The partitions this member has."""
        ...

    def has(self, head: Head) -> bool:
        """Whether this member still has the partition, as far as it knows without asking a server."""
        ...

    def fetch(self, blocked: Collection[int], wait_s: float) -> Head | None:
        """Take part in the group, then the next message of a partition that is not `blocked`, each message
        once in a stay; redriven ones first. Waits at most `wait_s` seconds for one. Raises `WrongUse`.
        """
        ...

    def drained(self) -> bool:
        """Whether nothing is left for this member, after `fetch` returned nothing."""
        ...

    def note(self, head: Head) -> bool:
        """Keep tries, due and reason for the next holder of the partition, if the backend can; False: this
        member does not have the partition any more.
        """
        ...

    def commit(self, head: Head) -> bool:
        """Commit the position after this message for the group; False as for `note`."""
        ...

    def bury(self, head: Head, letter: DeadLetter) -> bool:
        """Keep a dead letter, then commit its message; False as for `note`. Then no letter was kept or, where
        the two are not one step, the next member keeps another of the same message.
        """
        ...

    def leave(self) -> None:
        """Give the partitions back. Never raises because the server is gone."""
        ...


class Backend(Protocol):
    """Carries messages. Used from several threads; all but `close` raise `BrokerUnavailable`."""

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
        """A new member of a group. Raises `WrongUse`."""
        ...

    def lag(self, topic: str, group: str) -> int:
        """How many messages a group has left, redriven ones included; all for a group that has never read."""
        ...

    def letters(self, topic: str, group: str) -> list[DeadLetter]:
        """A group's dead letters, oldest first."""
        ...

    def take(self, topic: str, group: str, choose: Choose, again: bool) -> list[DeadLetter]:
        """Delete the letters that `choose` selects; with `again` their messages are redriven to the group
        first. Raises the errors of `choose`.
        """
        ...

    def close(self) -> None:
        """Close connections."""
        ...
