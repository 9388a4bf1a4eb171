"""The dead letters of a group on Kafka: a topic of one partition, compacted by the letters' ids.

A letter is the message byte for byte; what is known of it besides stands in headers, so any Kafka client can
read both. A letter that was redriven or discarded is followed by a tombstone (its id, no value): from then on
it is not there, and Kafka removes it when it compacts the topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from .broker import Letters
from .errors import NoSuchDeadLetter
from .kafka_link import Link
from .kafka_producer import ROOM, Parcel, Sender
from .messages import DeadLetter
from .topics import dead_topic

LONGEST_REASON = 20_000  # characters of a reason that are kept


class LetterBox:
    """Writes and reads dead letters. Raises `BrokerUnavailable` where the cluster is gone."""

    def __init__(self, link: Link, sender: Sender, max_message_bytes: int) -> None:
        self._link, self._sender, self._limit = link, sender, max_message_bytes

    def write(self, letter: DeadLetter) -> None:
        """Keep a letter; returns when the cluster has it."""
        topic = dead_topic(letter.topic, letter.group)
        self._link.make(
            topic, 1, cleanup_policy="compact", max_message_bytes=self._limit + ROOM, retention_ms=-1
        )
        self._sender.send([Parcel(topic, 0, letter.id.encode(), letter.data, _headers(letter))])

    def read(self, topic: str, group: str) -> dict[str, DeadLetter]:
        """The letters there are, by id, oldest first."""
        name, found = dead_topic(topic, group), dict[str, DeadLetter]()
        if not self._link.known(name):
            return found
        for message in self._link.all_of(name, 0):
            id = (message.key() or b"").decode(errors="replace")
            if message.value() is None:
                found.pop(id, None)
            else:
                found[id] = _letter(id, topic, group, message)
        return found

    def chosen(self, topic: str, group: str, which: Letters) -> list[DeadLetter]:
        """The letters meant by `which`, each once. Raises `NoSuchDeadLetter`."""
        there = self.read(topic, group)
        if which is None:
            return list(there.values())
        chosen = {each.id: each for each in ([which] if isinstance(which, DeadLetter) else which)}
        for id in chosen:
            if id not in there:
                raise NoSuchDeadLetter(topic, group, id)
        return list(chosen.values())

    def delete(self, topic: str, group: str, letters: Sequence[DeadLetter]) -> None:
        """Write a tombstone for each of them."""
        name = dead_topic(topic, group)
        self._sender.send([Parcel(name, 0, each.id.encode(), None) for each in letters])


def _headers(letter: DeadLetter) -> list[tuple[str, bytes]]:
    return [
        ("topic", letter.topic.encode()),
        ("group", letter.group.encode()),
        ("key", letter.key.encode()),
        ("partition", str(letter.partition).encode()),
        ("reason", letter.reason[:LONGEST_REASON].encode(errors="replace")),
        ("tries", str(letter.tries).encode()),
        ("time", letter.time.isoformat().encode()),
    ]


def _letter(id: str, topic: str, group: str, message: Any) -> DeadLetter:
    known = {name: value.decode(errors="replace") for name, value in message.headers() or () if value}
    return DeadLetter(
        id=id,
        topic=topic,
        group=group,
        key=known.get("key", ""),
        partition=int(known["partition"]),
        data=message.value(),
        reason=known.get("reason", ""),
        tries=int(known["tries"]),
        time=datetime.fromisoformat(known["time"]),
    )
