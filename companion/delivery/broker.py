"""What every broker promises, whatever carries its messages. Memory, Redis Streams and Kafka keep it;
`companion.testing` proves it.

A topic is cut into partitions, and a message's key decides which one it stands in: the order of a partition
is the order in which its messages were published. A group is one reader, made of any number of members; each
partition belongs to at most one of them at a time, and groups know nothing of each other. Delivery is at
least once, never at most once: what was not acknowledged is delivered again. Left out: transactions over
several topics, deleting what was published, changing the number of partitions.

1.  Order. The next message of a partition is handed out only when the one before was acknowledged or has
    become a dead letter. While a rejected message waits for its next try, its partition waits with it and the
    others go on. A message redriven from the dead letters is the one exception, and says so (`redriven`).
2.  Redelivery. Rejected, or still unsettled when its member asks for the next: delivered again after a
    backoff on the broker's clock (`backoff_s`, doubled with each try). The member closed, died or was silent
    for more than `session_s`: delivered again to whoever has the partition then, at once.
3.  Dead letters. The message that fails at its last try (`max_tries`, the first one counts), or is rejected
    as a permanent failure, is kept for its topic and group with reason, tries and time, and the partition
    goes on. A poison message, which cannot be read (no JSON, unknown type, newer schema), becomes one at its
    first try, byte for byte; the consumer goes on. A letter is written before the message is acknowledged, so
    a crash in between leaves two, never none.
4.  Redrive. A redriven message goes to a topic of that group alone, whose partition n belongs to the member
    that has partition n of the first; it starts at attempt 1. The letter is deleted after that, so a crash in
    between delivers twice, never not at all.
5.  Members. A partition being worked on changes hands only when its message is settled, or when its member
    is gone. A settlement by a member that has lost the partition is refused: `LostPartition`.

Where a broker cannot count tries across the death of a member (Kafka), `attempt` begins at 1 again there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Final, Literal, Protocol

from companion.events import Clock, Envelope

from .messages import DeadLetter, Delivery, Message

Start = Literal["beginning", "end"]
Letters = DeadLetter | Iterable[DeadLetter] | None
POLL_S: Final = 0.5  # a waiting consumer asks `stop` at least this often, in seconds


def never() -> bool:
    """The default of `stop`: go on."""
    return False


class Consumer(Protocol):
    """A member of a group, reading one topic: one delivery at a time. Used from one thread.

    Iterating gives deliveries, and asking for the next one sets back an unsettled one. When the iteration
    ends by itself, or the `with` block does, the member has left the group.
    """

    @property
    def topic(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def member(self) -> str: ...

    @property
    def partitions(self) -> tuple[int, ...]:
        """The partitions this member has at the moment, sorted."""
        ...

    def receive(self, wait_s: float | None = 0.0) -> Delivery | None:
        """The next delivery; None when there was none for `wait_s` seconds (None: for ever) or `stop()` said
        so.

        Waiting begins once the member has been given its partitions, and a message whose backoff is not over
        is waited for, however long. An unsettled delivery is set back first, as if rejected. Raises
        `BrokerUnavailable`, `BrokerClosed`, and `DuplicateMember` if the member had been silent for too long
        and another has its name.
        """
        ...

    def close(self) -> None:
        """Leave the group; an unsettled delivery goes to others at once. May be called twice. Never raises
        because the broker is gone.
        """
        ...

    def __iter__(self) -> Iterator[Delivery]: ...
    def __next__(self) -> Delivery: ...
    def __enter__(self) -> Consumer: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Broker(Protocol):
    """A broker, safe to use from several threads. `clock` gives times and ids, `place` says in errors which
    broker it is.

    Topics and groups are made when first used, topics with the default number of partitions. Names: letters,
    digits, `_`, `-` and single dots, at most 100 characters, else `BadTopicName`. Whatever reaches for a
    server raises `BrokerUnavailable` when it is gone; what is used after `close` raises `BrokerClosed`.
    """

    @property
    def clock(self) -> Clock: ...
    @property
    def place(self) -> str: ...
    @property
    def max_tries(self) -> int: ...

    def create_topic(self, topic: str, partitions: int | None = None) -> None:
        """Make a topic with that many partitions (None: the broker's default). Nothing happens when it is
        there with as many; with another number it raises `TopicExists`.
        """
        ...

    def topics(self) -> tuple[str, ...]:
        """The names of all topics, sorted, without those that hold dead letters or redriven messages."""
        ...

    def partitions(self, topic: str) -> int:
        """How many partitions `topic` has. Raises `UnknownTopic`."""
        ...

    def publish(self, topic: str, key: str, envelope: Envelope) -> None:
        """Append one message to the partition of `key`; returns when the broker has it as durably as it can.

        Raises `MessageTooLarge`, `InvalidEvent`, `BadTopicName`, `BrokerUnavailable` (with `unsure`).
        """
        ...

    def send(self, topic: str, messages: Iterable[Message]) -> None:
        """Append messages already encoded, in order; returns when the broker has them all.

        What a relay uses, and what writes a message no `publish` would. All are judged before the first goes
        out; raises as `publish` does, and after `BrokerUnavailable` with `unsure` some, from the front of
        each partition, may be there.
        """
        ...

    def consume(
        self,
        topic: str,
        group: str,
        *,
        member: str | None = None,
        start: Start = "beginning",
        wait_s: float | None = 0.0,
        stop: Callable[[], bool] = never,
    ) -> Consumer:
        """Join `group` as a reader of `topic`, under the name `member` (None: one is made up).

        The partitions are dealt out evenly among the members that have joined so far, so whoever joins first
        has them all until others come. More members than partitions leave some of them idle.
        `start` is where a group begins that has never read this topic: at the oldest message, or after the
        newest there is now. Iterating ends after `wait_s` seconds without a message (0: when this member has
        nothing left to deliver; None: never) or when `stop()` says so, which is asked before each delivery
        and at least every half second of waiting. Raises `DuplicateMember` for a name that a living member
        has.
        """
        ...

    def lag(self, topic: str, group: str) -> int:
        """How many messages `group` has yet to acknowledge, the one being worked on and redriven ones
        included, dead letters not; all of the topic's for a group that has never read it. Raises
        `UnknownTopic`.
        """
        ...

    def dead_letters(self, topic: str, group: str) -> tuple[DeadLetter, ...]:
        """What `group` could not deal with, oldest first. Raises `UnknownTopic`."""
        ...

    def redrive(self, topic: str, group: str, which: Letters = None) -> int:
        """Deliver dead letters again, to this group only: one, several, or None for all; returns how many.

        Raises `NoSuchDeadLetter` for one that is not there any more; then none was redriven.
        """
        ...

    def discard(self, topic: str, group: str, which: Letters = None) -> int:
        """Delete dead letters for good: one, several, or None for all; returns how many. Raises
        `NoSuchDeadLetter`.
        """
        ...

    def close(self) -> None:
        """Close every consumer made here and let go of connections. May be called twice."""
        ...
