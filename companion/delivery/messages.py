"""A message (key and bytes), a delivery (a message handed to one member) and a dead letter."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from companion.events import CompanionError, Envelope
from companion.events.codec import decode

from .errors import AlreadySettled

NO_REASON = "rejected without a reason"
UNSETTLED = "neither acknowledged nor rejected"
MEMBER_GONE = "its member was gone before it was settled"


class Message(NamedTuple):
    """What a broker keeps: a key, which decides the partition and the order, and bytes."""

    key: str
    data: bytes


class Settler(Protocol):
    """A consumer, as its deliveries see it."""

    def acknowledge(self, delivery: Delivery) -> None:
        """Make the broker forget the message for this group. Raises `LostPartition`, `BrokerUnavailable`."""
        ...

    def reject(self, delivery: Delivery, reason: str, permanent: bool) -> None:
        """Deliver the message again later, or make it a dead letter if it was the last try or the failure is
        permanent. Raises as `acknowledge` does.
        """
        ...


class Delivery:
    """A message handed to one member of a group, which must `acknowledge` or `reject` it.

    `attempt` is 1 at the first try. `redriven` says that it was a dead letter before: later messages of its
    key may have been handled already. `settled` is "" until it is "acknowledged", "rejected" or "set back".
    """

    def __init__(
        self,
        by: Settler,
        envelope: Envelope,
        topic: str,
        key: str,
        partition: int,
        attempt: int,
        redriven: bool = False,
    ) -> None:
        self._by = by
        self.envelope = envelope
        self.topic = topic
        self.key = key
        self.partition = partition
        self.attempt = attempt
        self.redriven = redriven
        self.settled = ""

    def acknowledge(self) -> None:
        """The message is done: never deliver it to this group again.

        Raises `AlreadySettled`, `LostPartition` (another member has it now), `BrokerUnavailable` (then it is
        not settled, and may be acknowledged again).
        """
        self._refuse_settled()
        self._by.acknowledge(self)
        self.settled = "acknowledged"

    def reject(self, reason: str = "", *, permanent: bool = False) -> None:
        """The message could not be handled: deliver it again after a while, or, when this was the last of
        `max_tries` or trying again cannot help (`permanent`), make it a dead letter with this reason. Raises
        as `acknowledge` does.
        """
        self._refuse_settled()
        self._by.reject(self, reason or NO_REASON, permanent)
        self.settled = "rejected"

    def _refuse_settled(self) -> None:
        if self.settled:
            raise AlreadySettled(self.topic, self.partition, self.envelope.id, self.settled)

    def __repr__(self) -> str:
        again = f", attempt {self.attempt}" if self.attempt > 1 else ""
        state = f", {self.settled}" if self.settled else ""
        return f"<{self.envelope.event!r} from {self.topic}:{self.partition}{again}{state}>"


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


def read_message(data: bytes) -> Envelope | str:
    """The envelope of a message; or, for a poison message, why it cannot be read ("BadJSON: Not JSON …")."""
    try:
        return decode(data)
    except CompanionError as problem:
        return f"{type(problem).__name__}: {problem}"
