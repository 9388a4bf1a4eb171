"""The errors of brokers, outboxes and their readers. Every error carries its evidence as attributes; after
each of them no message was lost.
"""

from __future__ import annotations

from companion.events.errors import ErrorWithEvidence


class DeliveryError(ErrorWithEvidence):
    """The base class of the errors of this room."""


# --- errors of the caller -----------------------------------------------------------------------------


class MessageRefused(DeliveryError):
    """The base class of errors because of which a message can never be published on this broker. A relay
    parks such a message and goes on; any other error stops it.
    """


class BadTopicName(MessageRefused):
    """A topic, group, member or key has a name that not every broker can keep. `kind` says which."""

    kind: str
    name: object
    reason: str
    says = "{name!r} cannot name a {kind}: {reason}. Nothing was published or read."


class MessageTooLarge(MessageRefused):
    """A message has more than `limit` bytes."""

    topic: str
    size: int
    limit: int
    says = (
        "A message of {size:,} bytes for {topic!r} is more than the {limit:,} this broker takes: keep the "
        "large part elsewhere and its address in the event. Nothing was published."
    )


class BadAddress(DeliveryError):
    """What names no broker (a URL) or no worker (`module:function`), and why. `kind` says which of them."""

    kind: str
    address: str
    reason: str
    says = "{address!r} is no {kind}: {reason}."


class UnknownTopic(DeliveryError):
    """A topic was asked about that nobody created, published to or consumed. `known` are those there are."""

    topic: str
    known: tuple[str, ...] = ()

    def sentence(self) -> str:
        there = f"There are {', '.join(self.known)}." if self.known else "There is none yet."
        return f"There is no topic {self.topic!r}. {there} Publishing to it or create_topic makes it."


class TopicExists(DeliveryError):
    """A topic was to be created again with another number of partitions."""

    topic: str
    partitions: int
    asked: int
    says = (
        "{topic!r} has {partitions} partitions, not {asked}: changing their number would send a key to "
        "another partition and lose its order. Create a new topic."
    )


class AlreadySettled(DeliveryError):
    """A delivery was acknowledged or rejected a second time. `how` says how it was settled first."""

    topic: str
    partition: int
    id: str
    how: str
    says = (
        "Message {id} of {topic!r} was already {how}: settle each delivery once, before asking for the next."
    )


class NoSuchDeadLetter(DeliveryError):
    """A dead letter to redrive or discard does not exist any more."""

    topic: str
    group: str
    id: str
    says = (
        "{id!r} is no dead letter of {topic!r} for group {group!r}: it was redriven or discarded before. "
        "Ask dead_letters for those there are."
    )


class NotParked(DeliveryError):
    """A row of an outbox to retry or discard is not parked, or does not exist any more."""

    number: int
    id: str
    says = (
        "Row {number} of the outbox (message {id}) is not parked: it was retried or discarded before. Ask "
        "parked() for those there are."
    )


class EndlessWait(DeliveryError, ValueError):
    """`what` would wait on a VirtualClock, where nothing comes by waiting, and nothing could stop it."""

    what: str
    instead: str
    says = (
        "{what} would never end: on a VirtualClock waiting takes no time and nothing comes by it. {instead}"
    )


class BrokerClosed(DeliveryError):
    """A broker or a consumer was used after `close()`."""

    what: str
    says = "{what} was closed: make another. What was published before is there."


# --- conflicts with others ----------------------------------------------------------------------------


class LostPartition(DeliveryError):
    """A delivery was settled by a member that no longer has its partition: another member gets, or got, the
    same message.
    """

    topic: str
    group: str
    partition: int
    member: str
    id: str
    says = (
        "{member!r} has lost partition {partition} of {topic!r} to the rest of group {group!r} (it left, or "
        "was silent for longer than its session), and message {id} is delivered again there. Undo or ignore "
        "what was done with it here: an inbox does that by itself."
    )


class DuplicateMember(DeliveryError):
    """Two living members of one group have the same name."""

    topic: str
    group: str
    member: str
    says = (
        "Group {group!r} of {topic!r} already has a member {member!r}: give each its own name, or none. If "
        "that one has died, its name is free after its session."
    )


# --- what happened to the broker ----------------------------------------------------------------------


class BrokerUnavailable(DeliveryError):
    """The broker cannot be reached, or went away in the middle. `unsure` says that the request may have
    been done: publishing again can then deliver twice, but never loses the message.
    """

    place: str
    reason: str
    unsure: bool = False

    def sentence(self) -> str:
        after = (
            "What was asked may have been done: do it again, and let receivers know repeats by their id."
            if self.unsure
            else "Nothing was done: try again when the broker is back."
        )
        return f"{self.place} cannot be reached ({self.reason}). {after}"
