"""What the broker promises publish, and how they read it: pebbles with numbers, under keys whose partition is
known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Final

import msgspec

from companion.delivery import Broker, Consumer
from companion.delivery.backend import DeadLetter, Message
from companion.delivery.consumer import Delivery
from companion.delivery.topics import partition_of
from companion.events import Envelope
from companion.events.codec import encode

from .evidence import fail, same, true
from .facts import given, pebbles


def keys_of(partition: int, partitions: int = 2) -> Iterator[str]:
    """Keys that belong to one of so many partitions, without end."""
    return (key for n in count(1) if partition_of(key := f"k-{n}", partitions) == partition)


ENDLESS: Final = 2_000  # no promise has so many messages

_left, _right = keys_of(0), keys_of(1)
LEFT: Final = next(_left)  # keys of partition 0 of 2 ...
LEFT_TOO: Final = next(_left)
RIGHT: Final = next(_right)  # ... and of partition 1
RIGHT_TOO: Final = next(_right)


def pebble(number: int, by: str = "") -> Envelope:
    """One message of its own."""
    return given(pebbles(number, by=by)[0])


def publish(broker: Broker, topic: str, *what: tuple[str, int]) -> None:
    """Publish pebbles, each a key and a number, one after the other."""
    for key, number in what:
        broker.publish(topic, key, pebble(number, by=key))


def written(key: str, number: int) -> Message:
    """A pebble as a message for `send`."""
    return Message(key, encode(pebble(number, by=key)))


def number(delivery: Delivery) -> int:
    """The number on a delivered pebble."""
    return int(getattr(delivery.envelope.event, "number", -1))


def taken(consumer: Consumer, wait_s: float) -> Delivery:
    """The next delivery. Breaks the promise if there is none."""
    delivery = consumer.receive(wait_s)
    if delivery is None:
        fail(
            f"{consumer.member!r} of {consumer.group!r} was given nothing, and there is something to deliver"
        )
    return delivery


def bounded(consumer: Consumer) -> Iterator[Delivery]:
    """What a consumer gives. Breaks the promise when it goes on for ever."""
    for many, delivery in enumerate(consumer):
        yield delivery
        true(many < ENDLESS, f"{consumer.member!r} was given {many} messages, and it does not end")


def drained(broker: Broker, topic: str, group: str, wait_s: float = 0.0) -> list[int]:
    """Join, acknowledge everything there is, leave; returns the numbers in the order of delivery. `wait_s` is
    how long to wait for the first, where it has to change hands before.
    """
    found = []
    with broker.consume(topic, group) as consumer:
        delivery = consumer.receive(wait_s)
        while delivery is not None:
            found.append(number(delivery))
            true(len(found) < ENDLESS, f"{group!r} is given messages without an end: {found[-20:]}")
            delivery.acknowledge()
            delivery = consumer.receive()
    return found


def rejected(broker: Broker, topic: str, group: str, *numbers: int, reason: str = "no") -> None:
    """Make dead letters of the pebbles with these numbers, and acknowledge all others."""
    with broker.consume(topic, group) as consumer:
        for delivery in bounded(consumer):
            if number(delivery) in numbers:
                delivery.reject(reason, permanent=True)
            else:
                delivery.acknowledge()


def letter_numbers(letters: Iterable[DeadLetter]) -> list[int]:
    """The numbers on the pebbles in dead letters."""
    return [int(getattr(each.envelope().event, "number", -1)) for each in letters]


def poisons(number: int) -> list[tuple[str, bytes]]:
    """Messages nobody can read, each with the beginning of the reason."""
    good = encode(pebble(number))
    newer = msgspec.json.decode(good)
    newer["schema"] = 99
    return [
        ("CodecError: Not JSON", b"\xff\x00 no JSON"),
        ("UnknownName: ", good.replace(b"PebbleDropped", b"NobodyHasDefinedThis")),
        ("UnknownSchemaVersion: ", msgspec.json.encode(newer)),
        ("CodecError: PebbleDropped.number: is missing", good.replace(b'"number":', b'"nombre":')),
    ]


def has_lag(broker: Broker, topic: str, group: str, expected: int, when: str) -> None:
    """Break the promise unless `group` lags by so many messages."""
    same(broker.lag(topic, group), expected, f"the lag {when}")
