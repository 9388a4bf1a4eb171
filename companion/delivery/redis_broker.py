"""A broker on Redis Streams: Valkey or Redis from 7.0 on, or fakeredis in this process.

One stream per partition, one consumer group in each, one roster per group that says whose each partition is.
It keeps what the server keeps: with `appendfsync always` what was acknowledged is there after a power cut,
with `everysec` the last two seconds may be lost, without an append-only file everything since the last
snapshot. Needs no Lua. A message stays in its stream after every group has it: trim it with XTRIM MINID.

On a Redis Cluster the keys of one topic are in one slot, so its transactions hold; but this broker speaks to
one server and does not follow a slot to another, so it refuses a cluster's client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock
from typing import Any, Final

from companion.events import Clock, CompanionError, Envelope, Record, SystemClock, Trace
from companion.events.codec import decode, encode
from companion.events.trace import Kind

from .backend import Start
from .broker import Letters
from .consumer import never
from .errors import BrokerClosed, TopicExists, UnknownTopic
from .messages import DeadLetter, Message
from .redis_consumer import RedisConsumer
from .redis_group import Edit, RedisGroup
from .redis_lag import lag_of
from .redis_letters import letters_of, take_letters
from .redis_member import RedisMember
from .redis_roster import Keys, Roster, roster_of
from .redis_wire import Command, Wire, can_block, place_of, pool_of
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

CHUNK: Final = 500  # messages in one transaction


class RedisBroker:
    """A broker on the Redis at `url`, or that of a redis-py client. See `companion.delivery.broker.Broker`.

    `prefix` begins the name of every key. The other settings are those of `MemoryBroker`; sessions are
    counted on the server's clock, so members' clocks need not agree. Connects when first used. Raises
    `BadBrokerURL`, TypeError for what is neither URL nor client, ValueError for settings that make no sense.
    """

    def __init__(
        self,
        server: Any,
        *,
        prefix: str = "companion",
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
        check_topic("prefix", prefix)
        self._pool = pool_of(server) if isinstance(server, str) else getattr(server, "connection_pool", None)
        if self._pool is None:
            raise TypeError(f"give a URL or a client of redis-py for one server, not {type(server).__name__}")
        self.place = place_of(self._pool)
        self.can_block = can_block(self._pool)
        self.clock: Clock = clock or SystemClock()
        self.trace = trace
        self.prefix = prefix
        self.default_partitions = partitions
        self.max_tries = max_tries
        self.backoff_s = backoff_s
        self.session_s = session_s
        self.max_message_bytes = max_message_bytes
        self._index = f"{prefix}:topics"
        self._known: dict[str, int] = {}  # partitions by topic: they never change
        self._consumers: list[RedisMember] = []
        self._closed = False
        self._changing = Lock()  # WATCH to EXEC: no other thread may use the connection between
        self._wire = self.wire()

    # --- topics and publishing ------------------------------------------------------------------------

    def create_topic(self, topic: str, partitions: int | None = None) -> None:
        """See `Broker.create_topic`."""
        check_topic("topic", topic)
        check_partitions(self.default_partitions if partitions is None else partitions)
        there = self._made(topic, partitions)
        if partitions is not None and partitions != there:
            raise TopicExists(topic, there, partitions)

    def topics(self) -> tuple[str, ...]:
        """See `Broker.topics`."""
        [names] = self._ask(("HKEYS", self._index))
        return tuple(sorted(bytes(name).decode() for name in names))

    def partitions(self, topic: str) -> int:
        """See `Broker.partitions`."""
        [there] = self._ask(("HGET", self._index, topic))
        if there is None:
            raise UnknownTopic(topic, self.topics())
        return int(there)

    def publish(self, topic: str, key: str, envelope: Envelope) -> None:
        """See `Broker.publish`."""
        self.send(topic, [Message(key, encode(envelope))])

    def send(self, topic: str, messages: Iterable[Message]) -> None:
        """See `Broker.send`. A transaction for every 500: of one, all messages are there or none."""
        messages = list(messages)
        check_topic("topic", topic)
        for key, data in messages:
            check_message(topic, key, data, self.max_message_bytes)
        self.clock.point(f"before publish {topic}")
        keys, partitions = Keys(self.prefix, topic), self._made(topic)
        adds = [
            ("XADD", keys.log(partition_of(key, partitions)), "*", "k", key, "d", data)
            for key, data in messages
        ]
        for first in range(0, len(adds), CHUNK):
            chunk = adds[first : first + CHUNK]
            batch = chunk if len(chunk) == 1 else [("MULTI",), *chunk, ("EXEC",)]
            self._ask(*batch, changes=True)
        for message in messages:
            self.note("published", "", message.data)
        self.clock.point(f"after publish {topic}")

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
    ) -> RedisConsumer:
        """See `Broker.consume`."""
        check_topic("topic", topic)
        check_topic("group", group)
        check_start(start)
        if member is not None:
            check_topic("member", member)
        one = self._group(topic, group, self._made(topic))
        consumer = RedisConsumer(self, one, member, "0" if start == "beginning" else "$", wait_s, stop)
        self._consumers.append(consumer)
        return consumer

    def lag(self, topic: str, group: str) -> int:
        """See `Broker.lag`."""
        one = self._group(topic, group, self.partitions(topic))
        return lag_of(self._wire, one)

    def dead_letters(self, topic: str, group: str) -> tuple[DeadLetter, ...]:
        """See `Broker.dead_letters`."""
        return letters_of(self._wire, self._group(topic, group, self.partitions(topic)))

    def redrive(self, topic: str, group: str, which: Letters = None) -> int:
        """See `Broker.redrive`. One transaction: all of them or none."""
        return self._take("redelivered", topic, group, which)

    def discard(self, topic: str, group: str, which: Letters = None) -> int:
        """See `Broker.discard`. One transaction: all of them or none."""
        return self._take("discarded", topic, group, which)

    def close(self) -> None:
        """See `Broker.close`."""
        for consumer in list(self._consumers):
            consumer.close()
        self._closed = True
        self._wire.close()

    def __deepcopy__(self, memo: object) -> RedisBroker:
        """Itself: the lab copies what a crashed process had written down, and a broker is a server beside
        it.
        """
        return self

    def __repr__(self) -> str:
        return f"RedisBroker({self.place}, prefix {self.prefix!r})"

    # --- inside ---------------------------------------------------------------------------------------

    def wire(self) -> Wire:
        """A new connection."""
        self.refuse_closed()
        return Wire(self._pool, self.place, self.clock)

    def roster(self, group: RedisGroup) -> Roster:
        """The roster of a group as it is now."""
        [written] = self._ask(("GET", group.keys.roster))
        return roster_of(written, group.partitions)

    def change(self, group: RedisGroup, edit: Edit) -> None:
        """Change a group's roster for a member that leaves."""
        with self._changing:
            group.change(self._wire, edit)

    def forget(self, consumer: RedisMember) -> None:
        """`consumer` has left."""
        with suppress(ValueError):
            self._consumers.remove(consumer)

    def refuse_closed(self) -> None:
        """Raise `BrokerClosed` after `close`."""
        if self._closed:
            raise BrokerClosed(self.place)

    def note(
        self, kind: Kind, service: str, data: bytes, handler: str = "", attempt: int = 1, error: str = ""
    ) -> None:
        """Record what happened to a message, when there is a trace. A poison message has no envelope."""
        if self.trace is not None and self.trace.enabled:
            envelope = None
            with suppress(CompanionError):
                envelope = decode(data)
            service = service or (envelope.service or "" if envelope else "")
            self.trace.add(Record(kind, self.clock.now(), service, handler, envelope, attempt, error))

    def _ask(self, *commands: Command, changes: bool = False) -> list[Any]:
        self.refuse_closed()
        with self._changing:
            return self._wire.ask(*commands, changes=changes)

    def _made(self, topic: str, partitions: int | None = None) -> int:
        """How many partitions a topic has, made now if need be."""
        self.refuse_closed()
        if topic not in self._known:
            wanted = partitions or self.default_partitions
            self._ask(("HSETNX", self._index, topic, wanted), changes=True)
            self._known[topic] = self.partitions(topic)
        return self._known[topic]

    def _group(self, topic: str, group: str, partitions: int) -> RedisGroup:
        self.refuse_closed()
        check_topic("group", group)
        return RedisGroup(self.prefix, topic, group, partitions, self.session_s)

    def _take(self, kind: Kind, topic: str, group: str, which: Letters) -> int:
        one = self._group(topic, group, self.partitions(topic))
        with self._changing:
            taken = take_letters(self._wire, one, which, again=kind == "redelivered")
        for letter in taken:
            self.note(kind, group, letter.data)
        return len(taken)
