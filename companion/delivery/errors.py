"""The errors of brokers, outboxes and their readers. Every error carries its evidence as attributes; after
each of them no message was lost.
"""

from __future__ import annotations

from companion.events.errors import ErrorWithEvidence, WrongUse, short


class DeliveryError(ErrorWithEvidence):
    """The root of what a broker refuses and of what may happen to it. What was given or used wrongly is
    `BadInput`, `UnknownName`, `WrongUse` or `Closed`, as in every room.
    """


# --- errors of the caller -----------------------------------------------------------------------------


class MessageRefused(DeliveryError):
    """This broker will never take the message, because of the name of its topic, its key or its size: sending
    it again does not help. `what` says which, `value` is it. A relay parks such a message and goes on; any
    other error stops it. A group or a member that is named so is refused with it too.
    """

    reason: str = "it is refused for good"
    what: str = ""
    value: object = None

    def sentence(self) -> str:
        if not self.what:
            return self.reason
        return f"{self.what} {short(self.value)}: {self.reason}. Nothing was published or read."


class AlreadySettled(DeliveryError):
    """A delivery was acknowledged or rejected a second time. `how` says how it was settled first."""

    topic: str
    partition: int
    id: str
    how: str
    says = (
        "Message {id} of {topic!r} was already {how}: settle each delivery once, before asking for the next."
    )


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


# --- errors that all rooms share, in the words of this one --------------------------------------------


def too_large(topic: str, size: int, limit: int) -> MessageRefused:
    """For a message that has more bytes than a broker takes."""
    reason = f"at most {limit:,} are taken; keep the large part elsewhere and its address in the event"
    return MessageRefused(reason, f"bytes of a message for {topic!r}", size)


def duplicate_member(topic: str, group: str, member: str) -> WrongUse:
    """For two members of one group, alive at once, with one name."""
    return WrongUse(
        f"Member {member!r} of group {group!r} of {topic!r}",
        "is there already: give each its own name, or none. If that one has died, its name is free after its "
        "session",
    )


def endless_wait(what: str, instead: str) -> WrongUse:
    """For what would wait on a VirtualClock, where nothing comes by waiting, and nothing could stop it."""
    return WrongUse(what, f"would never end: on a VirtualClock nothing comes by waiting; {instead}")
