"""What a broker, an outbox and their readers refuse, and what may befall them. Every error carries its
evidence as attributes; whichever is raised, no message was lost.
"""

from __future__ import annotations

from companion.events.errors import CompanionError


class DeliveryError(CompanionError):
    """The root of everything this room raises on purpose."""


# --- what the caller got wrong ------------------------------------------------------------------------


class MessageRefused(DeliveryError):
    """The root of what keeps one message from ever being published, by this broker, whoever tries again. A
    relay parks such a message and goes on; any other error stops it.
    """


class BadTopicName(MessageRefused):
    """A topic, group, member or key has a name that not every broker can keep. `kind` says which."""

    def __init__(self, kind: str, name: object, reason: str) -> None:
        super().__init__(kind, name, reason)
        self.kind, self.name, self.reason = kind, name, reason

    def sentence(self) -> str:
        return f"{_short(self.name)} cannot name a {self.kind}: {self.reason}. Nothing was published or read."


class BadBrokerURL(DeliveryError):
    """An address that no broker of this kind can have."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url, self.reason = url, reason

    def sentence(self) -> str:
        return f"{self.url!r} is no address of a broker: {self.reason}."


class UnknownTopic(DeliveryError):
    """A topic was asked about that nobody created, published to or consumed. `known` are those there are."""

    def __init__(self, topic: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(topic, known)
        self.topic, self.known = topic, known

    def sentence(self) -> str:
        there = f"There are {', '.join(self.known)}." if self.known else "There is none yet."
        return f"There is no topic {self.topic!r}. {there} Publishing to it or create_topic makes it."


class TopicExists(DeliveryError):
    """A topic was to be created again with another number of partitions."""

    def __init__(self, topic: str, partitions: int, asked: int) -> None:
        super().__init__(topic, partitions, asked)
        self.topic, self.partitions, self.asked = topic, partitions, asked

    def sentence(self) -> str:
        return (
            f"{self.topic!r} has {self.partitions} partitions, not {self.asked}: changing their number would "
            f"send a key to another partition and lose its order. Create a new topic."
        )


class MessageTooLarge(MessageRefused):
    """A message has more than `limit` bytes."""

    def __init__(self, topic: str, size: int, limit: int) -> None:
        super().__init__(topic, size, limit)
        self.topic, self.size, self.limit = topic, size, limit

    def sentence(self) -> str:
        return (
            f"A message of {self.size:,} bytes for {self.topic!r} is more than the {self.limit:,} this "
            f"broker takes: keep the large part elsewhere and its address in the event. Nothing was "
            f"published."
        )


class AlreadySettled(DeliveryError):
    """A delivery was acknowledged or rejected a second time. `how` says what was done with it first."""

    def __init__(self, topic: str, partition: int, id: str, how: str) -> None:
        super().__init__(topic, partition, id, how)
        self.topic, self.partition, self.id, self.how = topic, partition, id, how

    def sentence(self) -> str:
        return (
            f"Message {self.id} of {self.topic!r} was already {self.how}: settle each delivery once, before "
            f"asking for the next."
        )


class NoSuchDeadLetter(DeliveryError):
    """A dead letter that is not there any more was to be redriven or discarded."""

    def __init__(self, topic: str, group: str, id: str) -> None:
        super().__init__(topic, group, id)
        self.topic, self.group, self.id = topic, group, id

    def sentence(self) -> str:
        return (
            f"{self.id!r} is no dead letter of {self.topic!r} for group {self.group!r}: it was redriven or "
            f"discarded before. Ask dead_letters for those there are."
        )


class NotParked(DeliveryError):
    """A row of an outbox that is not parked, or not there any more, was to be retried or discarded."""

    def __init__(self, number: int, id: str) -> None:
        super().__init__(number, id)
        self.number, self.id = number, id

    def sentence(self) -> str:
        return (
            f"Row {self.number} of the outbox (message {self.id}) is not parked: it was retried or discarded "
            f"before. Ask parked() for those there are."
        )


class BadWorker(DeliveryError):
    """`module:function` names no function that returns a Worker."""

    def __init__(self, target: str, reason: str) -> None:
        super().__init__(target, reason)
        self.target, self.reason = target, reason

    def sentence(self) -> str:
        return (
            f"{self.target!r} starts no worker ({self.reason}): name a function that returns a Worker, as "
            f"module:function, in a module this process can import."
        )


class EndlessWait(DeliveryError, ValueError):
    """`what` would wait on a VirtualClock, where nothing comes by waiting, and nothing could stop it."""

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(what, instead)
        self.what, self.instead = what, instead

    def sentence(self) -> str:
        return (
            f"{self.what} would never end: on a VirtualClock waiting takes no time and nothing comes by it. "
            f"{self.instead}"
        )


class BrokerClosed(DeliveryError):
    """A broker or a consumer was used after `close()`."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def sentence(self) -> str:
        return f"{self.what} was closed: make another. What was published before is there."


# --- what others did meanwhile ------------------------------------------------------------------------


class LostPartition(DeliveryError):
    """A delivery was settled by a member that no longer has its partition: another member was, or will be,
    given the same message.
    """

    def __init__(self, topic: str, group: str, partition: int, member: str, id: str) -> None:
        super().__init__(topic, group, partition, member, id)
        self.topic, self.group, self.partition = topic, group, partition
        self.member, self.id = member, id

    def sentence(self) -> str:
        return (
            f"{self.member!r} has lost partition {self.partition} of {self.topic!r} to the rest of group "
            f"{self.group!r} (it left, or was silent for longer than its session), and message {self.id} is "
            f"delivered again there. Undo or ignore what was done with it here: an inbox does that by itself."
        )


class DuplicateMember(DeliveryError):
    """Two members of one group, alive at once, with one name."""

    def __init__(self, topic: str, group: str, member: str) -> None:
        super().__init__(topic, group, member)
        self.topic, self.group, self.member = topic, group, member

    def sentence(self) -> str:
        return (
            f"Group {self.group!r} of {self.topic!r} already has a member {self.member!r}: give each its own "
            f"name, or none. If that one has died, its name is free after its session."
        )


# --- what befell the broker ---------------------------------------------------------------------------


class BrokerUnavailable(DeliveryError):
    """The broker cannot be reached, or went away in the middle. `unsure` says that what was asked for may
    have been done all the same: publishing again may then deliver twice, never not at all.
    """

    def __init__(self, place: str, reason: str, unsure: bool = False) -> None:
        super().__init__(place, reason, unsure)
        self.place, self.reason, self.unsure = place, reason, unsure

    def sentence(self) -> str:
        after = (
            "What was asked may have been done: do it again, and let receivers know repeats by their id."
            if self.unsure
            else "Nothing was done: try again when the broker is back."
        )
        return f"{self.place} cannot be reached ({self.reason}). {after}"


class WALNotLogical(DeliveryError):
    """A PostgreSQL whose write-ahead log does not say what changed: `wal_level` is not "logical"."""

    def __init__(self, place: str, wal_level: str) -> None:
        super().__init__(place, wal_level)
        self.place, self.wal_level = place, wal_level

    def sentence(self) -> str:
        return (
            f"{self.place} has wal_level={self.wal_level!r}: set wal_level = logical in postgresql.conf and "
            f"restart the server, or publish the outbox with a Relay, which needs neither."
        )


class NoSuchSlot(DeliveryError):
    """The replication slot is not there, or can no longer be read."""

    def __init__(self, place: str, slot: str, reason: str = "") -> None:
        super().__init__(place, slot, reason)
        self.place, self.slot, self.reason = place, slot, reason

    def sentence(self) -> str:
        why = f" ({self.reason})" if self.reason else ""
        return (
            f"{self.place} has no replication slot {self.slot!r} that can be read{why}: drop() and create() "
            f"make it anew, and then one run of a Relay publishes what was added meanwhile."
        )


class ForeignSlot(DeliveryError):
    """A replication slot or publication of this name is there, for another table than `table`."""

    def __init__(self, place: str, slot: str, table: str, found: str) -> None:
        super().__init__(place, slot, table, found)
        self.place, self.slot, self.table, self.found = place, slot, table, found

    def sentence(self) -> str:
        return (
            f"Slot {self.slot!r} of {self.place} is for {self.found}, not for {self.table}: give the slot "
            f"another name. Nothing was changed."
        )


class NoOutbox(DeliveryError):
    """There is no table of an outbox in that schema."""

    def __init__(self, place: str, table: str) -> None:
        super().__init__(place, table)
        self.place, self.table = place, table

    def sentence(self) -> str:
        return (
            f"{self.place} has no table {self.table}: make Outbox(store) first, and give its store's schema."
        )


class SlotTaken(DeliveryError):
    """Another connection is reading the replication slot at the moment."""

    def __init__(self, place: str, slot: str) -> None:
        super().__init__(place, slot)
        self.place, self.slot = place, slot

    def sentence(self) -> str:
        return f"Another connection reads slot {self.slot!r} of {self.place}: one at a time can. Try again."


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
