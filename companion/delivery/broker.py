"""The promises of every broker. Memory, Redis Streams and Kafka keep them; `companion.testing` proves it.

A topic is cut into partitions, and the key of a message decides its partition: the order of a partition
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
    between delivers twice, and loses nothing.
5.  Members. A partition being worked on changes hands only when its message is settled, or when its member
    is gone. A settlement by a member that has lost the partition is refused: `LostPartition`.

Where a broker cannot count tries across the death of a member (Kafka), `attempt` begins at 1 again there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TypedDict

from companion.events import (
    BadInput,
    Clock,
    Closed,
    CompanionError,
    Envelope,
    Event,
    InvalidEvent,
    Record,
    SystemClock,
    Trace,
    UnknownName,
)
from companion.events.codec import decode, encode
from companion.events.errors import short
from companion.events.trace import Kind

from .backend import Backend, DeadLetter, Joining, Message, Start
from .consumer import Consumer, never
from .topics import (
    BACKOFF_S,
    MAX_MESSAGE_BYTES,
    MAX_TRIES,
    PARTITIONS,
    SESSION_S,
    check_message,
    check_partitions,
    check_settings,
    check_start,
    check_topic,
    partition_of,
)

Letters = DeadLetter | Iterable[DeadLetter] | None
_NO_LETTER = "{} is not a dead letter: ask dead_letters for those there are"


class Settings(TypedDict, total=False):
    """What every broker can be given, by name; see `Broker`."""

    clock: Clock | None
    trace: Trace | None
    partitions: int
    max_tries: int
    backoff_s: float
    session_s: float
    max_message_bytes: int


class Broker:
    """A broker on a backend, safe to use from several threads: what `MemoryBroker`, `RedisBroker` and
    `KafkaBroker` share.

    `clock` gives times and ids, `trace` records what happens, `partitions` is how many a topic gets unless
    `create_topic` says otherwise, `max_tries` how often a message is delivered before it is a dead letter,
    `backoff_s` the wait before the second try (doubled with each, at most 30 s), `session_s` how long a
    member may be silent. `place` names the broker in errors. Raises ValueError for impossible
    settings.

    Topics and groups are made when first used, topics with the default number of partitions. Names: letters,
    digits, `_`, `-` and single dots, at most 100 characters, else `MessageRefused`. Every call that needs
    a server raises `BrokerUnavailable` when it is gone; every call after `close` raises `Closed`.
    """

    def __init__(
        self,
        backend: Backend,
        *,
        clock: Clock | None = None,
        trace: Trace | None = None,
        partitions: int = PARTITIONS,
        max_tries: int = MAX_TRIES,
        backoff_s: float = BACKOFF_S,
        session_s: float = SESSION_S,
        max_message_bytes: int = MAX_MESSAGE_BYTES,
    ) -> None:
        check_partitions(partitions)
        check_settings(max_tries, backoff_s, session_s)
        self.backend = backend
        self.place = backend.place
        self.clock: Clock = clock or SystemClock()
        self.trace = trace
        self.default_partitions = partitions
        self.max_tries, self.backoff_s, self.session_s = max_tries, backoff_s, session_s
        self.max_message_bytes = max_message_bytes
        self._counts: dict[str, int] = {}  # partitions by topic, as they were last heard of
        self._consumers: list[Consumer] = []
        self._closed = False

    # --- topics and publishing ------------------------------------------------------------------------

    def create_topic(self, topic: str, partitions: int | None = None) -> None:
        """Make a topic with that many partitions (None: the broker's default). Does nothing if the
        topic has as many; raises `BadInput` if it has another number.
        """
        check_topic("topic", topic)
        check_partitions(self.default_partitions if partitions is None else partitions)
        self.refuse_closed()
        there = self._counts[topic] = self.backend.make(topic, partitions or self.default_partitions)
        if partitions is not None and partitions != there:
            raise BadInput(
                f"number of partitions of {topic!r}",
                partitions,
                f"it has {there}, and another number would send a key to another partition and lose its "
                f"order; create a new topic",
            )

    def topics(self) -> tuple[str, ...]:
        """The names of all topics, sorted, without those that hold dead letters or redriven messages."""
        self.refuse_closed()
        return tuple(sorted(self.backend.topics()))

    def partitions(self, topic: str) -> int:
        """How many partitions `topic` has. Raises `UnknownName`."""
        check_topic("topic", topic)
        self.refuse_closed()
        there = self.backend.topics()
        if topic not in there:
            known = tuple(sorted(there))
            raise UnknownName("topic", topic, known, "make it by publishing to it or with create_topic")
        return there[topic]

    def publish(self, topic: str, key: str, envelope: Envelope) -> None:
        """Append one message to the partition of `key`; returns when the broker has it as durably as it can.

        Raises `MessageRefused`, `InvalidEvent`, `BrokerUnavailable` (with `unsure`).
        """
        if not isinstance(envelope, Envelope):
            got = "the event alone" if isinstance(envelope, Event) else short(envelope)
            raise InvalidEvent(type(envelope).__name__, "", "in an Envelope, with an id and a time", got)
        self.send(topic, [Message(key, encode(envelope))])

    def send(self, topic: str, messages: Iterable[Message]) -> None:
        """Append messages already encoded, in order; returns when the broker has them all.

        For a relay, and for messages that `publish` would not write. All are checked before the first is
        sent; raises as `publish` does, and after `BrokerUnavailable` with `unsure` some, from the front of
        each partition, may be there.
        """
        check_topic("topic", topic)
        if not isinstance(messages, Iterable):
            raise TypeError(f"send takes several messages, got {short(messages)}: write [Message(key, data)]")
        messages = list(messages)
        for each in messages:
            if not isinstance(each, tuple) or len(each) != 2:
                raise TypeError(f"{short(each)} is not a Message(key, data); publish takes an envelope")
            check_message(topic, *each, self.max_message_bytes)
        self.clock.point(f"before publish {topic}")
        count = self._made(topic)
        while not self.backend.append(topic, count, _placed(messages, count)):
            # The server came back without the topic, or somebody made a new one: make it, look again.
            count = self._counts[topic] = self.backend.make(topic, count)
        for each in messages:
            self.tell("published", "", each.data)
        self.clock.point(f"after publish {topic}")

    def _known(self, topic: str, group: str) -> None:
        """Raise `MessageRefused` and `UnknownName`."""
        check_topic("group", group)
        self.partitions(topic)

    # --- groups ---------------------------------------------------------------------------------------

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

        The partitions are dealt out evenly among the members that have joined so far, so the first member has
        them all until others join. More members than partitions leave some of them idle.
        `start` is where a group begins that has never read this topic: at the oldest message, or after the
        newest one. Iterating ends after `wait_s` seconds without a message (0: when this member has
        nothing left to deliver; None: never) or when `stop()` says so, which is asked before each delivery
        and at least every half second of waiting. Raises `WrongUse` for a name that a living member
        has.
        """
        check_topic("topic", topic)
        check_topic("group", group)
        check_start(start)
        if member is not None:
            check_topic("member", member)
        self.refuse_closed()
        self._counts[topic] = self.backend.make(topic, self._counts.get(topic, self.default_partitions))
        seat = self.backend.join(Joining(topic, group, member, start, self.session_s, self.clock))
        consumer = Consumer(self, seat, topic, group, wait_s, stop)
        self._consumers.append(consumer)
        return consumer

    def lag(self, topic: str, group: str) -> int:
        """How many messages `group` has yet to acknowledge, the one being worked on and redriven ones
        included, dead letters not; all of the topic's for a group that has never read it. Raises
        `UnknownName`.
        """
        self._known(topic, group)
        return self.backend.lag(topic, group)

    # --- dead letters ---------------------------------------------------------------------------------

    def dead_letters(self, topic: str, group: str) -> tuple[DeadLetter, ...]:
        """The messages that `group` could not handle, oldest first. Raises `UnknownName`."""
        self._known(topic, group)
        return tuple(self.backend.letters(topic, group))

    def redrive(self, topic: str, group: str, which: Letters = None) -> int:
        """Deliver dead letters again, to this group only: one, several, or None for all; returns how many.

        Raises `UnknownName` for one that is gone; then none was redriven.
        """
        return self._take("redelivered", topic, group, which)

    def discard(self, topic: str, group: str, which: Letters = None) -> int:
        """Delete dead letters for good: one, several, or None for all; returns how many. Raises
        `UnknownName`.
        """
        return self._take("discarded", topic, group, which)

    def _take(self, kind: Kind, topic: str, group: str, which: Letters) -> int:
        self._known(topic, group)
        wanted = [which] if isinstance(which, DeadLetter) else None if which is None else which
        if wanted is not None and not isinstance(wanted, Iterable):
            raise TypeError(_NO_LETTER.format(short(which)))
        wanted = wanted if wanted is None else list(wanted)

        def choose(there: Sequence[DeadLetter]) -> list[DeadLetter]:
            if wanted is None:
                return list(there)
            known = {each.id: each for each in there}
            for each in wanted:
                if not isinstance(each, DeadLetter):
                    raise TypeError(_NO_LETTER.format(short(each)))
                if each.id not in known:
                    raise UnknownName(
                        f"dead letter of {topic!r} for group {group!r}",
                        each.id,
                        remedy="it was redriven or discarded before; ask dead_letters for those there are",
                    )
            return [known[id] for id in dict.fromkeys(each.id for each in wanted)]

        taken = self.backend.take(topic, group, choose, again=kind == "redelivered")
        for each in taken:
            self.tell(kind, group, each.data)
        return len(taken)

    # --- the end, and what consumers ask ----------------------------------------------------------------

    def close(self) -> None:
        """Close every consumer of this broker and its connections. May be called twice."""
        for consumer in list(self._consumers):
            consumer.close()
        if not self._closed:
            self._closed = True
            self.backend.close()

    def refuse_closed(self) -> None:
        """Raise `Closed` after `close`."""
        if self._closed:
            raise Closed(self.place)

    def forget(self, consumer: Consumer) -> None:
        """`consumer` has left."""
        with suppress(ValueError):
            self._consumers.remove(consumer)

    def tell(
        self, kind: Kind, service: str, data: bytes, handler: str = "", attempt: int = 1, error: str = ""
    ) -> None:
        """Record what happened to a message, if there is a trace. A poison message has no envelope."""
        if self.trace is not None and self.trace.enabled:
            envelope = None
            with suppress(CompanionError):
                envelope = decode(data)
            service = service or (envelope.service or "" if envelope else "")
            self.trace.add(Record(kind, self.clock.now(), service, handler, envelope, attempt, error))

    def __deepcopy__(self, memo: object) -> Broker:
        """Return itself: the lab copies the disk of a crashed process, and a broker is a server beside it."""
        return self

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.place})"

    def _made(self, topic: str) -> int:
        """The last known number of partitions of a topic; an unknown topic is made."""
        self.refuse_closed()
        if topic not in self._counts:
            self._counts[topic] = self.backend.make(topic, self.default_partitions)
        return self._counts[topic]


def _placed(messages: Sequence[Message], count: int) -> list[tuple[int, Message]]:
    """Each message with its partition."""
    return [(partition_of(each.key, count), Message(*each)) for each in messages]
