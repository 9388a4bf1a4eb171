"""Facts published to one topic, and their readers: which group, which member, from which partition, when.

A topic of the memory broker is filled first; then the members of all groups take turns in this thread, one
message each in a round, so that every run is the same and a round is a measure of time. A member whose
handler raises rejects the message: after `max_tries` it is a dead letter of its group. Left out: members that
come and go, and publishing while others read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from companion.delivery import Broker, Consumer, DeadLetter, Delivery, MemoryBroker, partition_of
from companion.events import Envelope, Event, VirtualClock

__all__ = ["TOPIC", "Consumed", "Read", "Told", "consumed", "tell"]

TOPIC = "facts"

Handle = Callable[[str, Envelope], object]


class Told(NamedTuple):
    """A message of the topic: its key and what it carries."""

    key: str
    envelope: Envelope


class Read(NamedTuple):
    """A message that `member` of `group` took from `partition` in a round (from 1), at its `attempt`-th try.
    `done` is False if its handler raised.
    """

    round: int
    group: str
    member: str
    partition: int
    attempt: int
    key: str
    envelope: Envelope
    done: bool


class Consumed(msgspec.Struct, frozen=True):
    """The result: the messages in each of the `partitions`, oldest first; every `reads`, in order; how
    many `rounds` it took; which partitions each member `holds`; and the `broker`, to ask more.
    """

    partitions: tuple[tuple[Told, ...], ...]
    reads: tuple[Read, ...]
    rounds: int
    holds: dict[str, tuple[int, ...]]
    broker: Broker

    def done(self, group: str) -> list[Read]:
        """The messages that a group has handled, in that order."""
        return [read for read in self.reads if read.group == group and read.done]

    def lag(self, group: str) -> int:
        """How many messages a group has not settled; all of them for one that never read."""
        return self.broker.lag(TOPIC, group)

    def dead_letters(self, group: str) -> tuple[DeadLetter, ...]:
        """The messages that a group gave up, oldest first."""
        return self.broker.dead_letters(TOPIC, group)


def tell(events: Iterable[Event], key: Callable[[Event], str]) -> list[Told]:
    """Events as messages m1, m2 … with the key that `key` chooses for each."""
    now = VirtualClock().now()
    return [
        Told(
            key(event),
            Envelope(id=f"m{n}", type=type(event).__name__, event=event, time=now, correlation_id=f"m{n}"),
        )
        for n, event in enumerate(events, 1)
    ]


def consumed(
    told: Iterable[Told],
    groups: Mapping[str, Sequence[str]],
    handle: Handle = lambda member, envelope: None,
    *,
    partitions: int = 4,
    asleep: Mapping[str, range] | None = None,
    rounds: int | None = None,
) -> Consumed:
    """Publish what is `told`, let the members of `groups` (group → its members' names) call
    `handle(member, envelope)` by turns, and return what happened.

    A member takes nothing in the rounds in which it is `asleep` and keeps its partitions. It ends when no
    message is left, or after so many `rounds`; a group that is switched off is left out of `groups`.
    """
    told, broker = list(told), MemoryBroker(clock=VirtualClock(), partitions=partitions, backoff_s=0)
    broker.create_topic(TOPIC)
    for key, envelope in told:
        broker.publish(TOPIC, key, envelope)
    lanes = tuple(tuple(t for t in told if partition_of(t.key, partitions) == n) for n in range(partitions))
    members = [broker.consume(TOPIC, group, member=name) for group, names in groups.items() for name in names]
    holds = {each.member: each.partitions for each in members}
    reads: list[Read] = []
    now, off = 0, asleep or {}
    while now != rounds:
        took = [_turn(each, handle, now + 1) for each in members if now + 1 not in off.get(each.member, ())]
        if not any(took) and not any(now + 1 < each.stop for each in off.values()):
            break
        now += 1
        reads += [read for read in took if read]
    return Consumed(lanes, tuple(reads), now, holds, broker)


def _turn(member: Consumer, handle: Handle, now: int) -> Read | None:
    """One member's turn: take a message, handle it, settle it."""
    delivery = member.receive(0)
    if delivery is None:
        return None
    done = True
    try:
        handle(member.member, delivery.envelope)
    except Exception as error:
        done = False
        delivery.reject(f"{type(error).__name__}: {error}")
    else:
        delivery.acknowledge()
    return _read(member, delivery, now, done)


def _read(member: Consumer, delivery: Delivery, now: int, done: bool) -> Read:
    return Read(now, member.group, member.member, delivery.partition, delivery.attempt, delivery.key,
                delivery.envelope, done)  # fmt: skip
