"""The errors of stores. Every error carries its evidence as attributes; after each of them nothing was stored
and nothing was lost, unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from companion.events.errors import CompanionError, ErrorWithEvidence, WrongUse

if TYPE_CHECKING:
    from companion.events import Envelope


class StoreError(ErrorWithEvidence):
    """The base class of the errors of this room. A wrong argument or a closed store is `BadInput`,
    `InvalidEvent` or `Closed`, as in every room.
    """


class Refused(CompanionError):
    """A decider refuses a command. Raise it, or a class of your own derived from it, in `decide`.

    A refusal is an answer, not a failure: `handle` never tries again after it.
    """


# --- errors of the caller -----------------------------------------------------------------------------


def nested(what: str) -> WrongUse:
    """The error for a store that is asked to write while a transaction of the same thread is open."""
    inside = "was called inside `with store.transaction() as tx`: use tx, so that all or nothing holds"
    return WrongUse(what, inside)


def moved_back(name: str, stored: object, given: object) -> WrongUse:
    """The error for a checkpoint that is saved before its current position."""
    return WrongUse(
        f"Checkpoint {name!r}",
        f"stands at {stored!r} and was to go back to {given!r}: does another subscriber use the same name? "
        "To go back on purpose, use reset_checkpoint",
    )


class StatementFailed(StoreError):
    """The database refused a statement given to `tx.execute`, or the COMMIT after it."""

    sql: str
    reason: str
    says = "The database refused {sql!r}: {reason}. The whole transaction is rolled back."


# --- conflicts with others ----------------------------------------------------------------------------


class ConcurrencyError(StoreError):
    """The stream has `actual` events, and not as many as the writer `expected`."""

    stream: str
    expected: object
    actual: int
    says = (
        "{stream!r} has {actual} events, expected {expected}: somebody else appended, or nobody did yet. "
        "Read it again, decide again. Nothing was stored."
    )


class TransactionConflict(StoreError):
    """An append or a transaction was broken off because of another one: it waited too long for its turn, they
    waited for each other, or others appended after it had begun to write, so that its events would come
    before theirs in the global order. `reason` says which. Run the whole of it again.
    """

    place: str
    reason: str
    says = (
        "{place} broke the transaction off, because another was in its way ({reason}). Run the whole "
        "transaction again. Nothing was stored."
    )

    @classmethod
    def waited(cls, place: str, waited_s: float) -> TransactionConflict:
        """For one that others held up for `waited_s` seconds."""
        reason = f"another writer held it for {waited_s:g} s; is a transaction left open somewhere?"
        return cls(place, reason)


# --- failures of the store ----------------------------------------------------------------------------


class UnreadableEvent(StoreError):
    """Event `version` of `stream` cannot be read: damaged JSON, an unknown type, a newer schema.

    `problem` is the `CodecError`, or `UnknownName` for its type, also its `__cause__`. `position` is its
    position in the global log: reading on after it misses no other event.
    """

    stream: str
    version: int
    type: str
    problem: CompanionError
    position: object = None
    says = "Event {version} of {stream!r} ({type}): {problem} It is still in the store."


class StoreDamaged(StoreError):
    """The file or the tables of a store were changed by something else."""

    place: str
    problem: str
    says = "{place}: {problem}. It was left as it is: restore a copy of it, or look at it with other tools."


class CannotOpenStore(StoreError):
    """A store, or a vault, cannot be opened or written: its folder is missing, it belongs to another program
    or a newer version, the login was refused. `reason` says which, and what to do.
    """

    place: str
    reason: str
    says = "{place} cannot be opened: {reason}. Nothing was changed."

    @classmethod
    def of_others(cls, place: str, found: str) -> CannotOpenStore:
        """For a sound file or database of another program."""
        return cls(place, f"it is not of this package but {found}; give another name")

    @classmethod
    def newer(cls, place: str, found: int, known: int) -> CannotOpenStore:
        """For tables that a newer version of the package wrote."""
        return cls(
            place,
            f"its tables are of schema {found}, and this version of companion knows up to {known}; update "
            f"the package (`git pull`)",
        )

    @classmethod
    def refused(cls, place: str, said: str) -> CannotOpenStore:
        """For a server that refuses the login."""
        return cls(
            place,
            f"the login was refused ({said}); check the user, the password and the database in the URL",
        )


class StoreUnavailable(StoreError):
    """The server cannot be reached, or went away in the middle; or the disk or the quota is `full`. `unsure`
    says that a commit may have happened: only then repeat the append with the same envelopes, which stores
    them once. `envelopes` are those to repeat an append with, also when it was given events.
    """

    place: str
    reason: str
    unsure: bool = False
    envelopes: tuple[Envelope, ...] = ()
    full: bool = False

    def sentence(self) -> str:
        if self.full:
            return f"{self.place} is full ({self.reason}): make room and append again. Nothing was stored."
        after = (
            "The append may have been stored: repeat it with the same envelopes, which stores them once."
            if self.unsure
            else "Nothing was stored: try again when the server is back."
        )
        return f"{self.place} cannot be reached ({self.reason}). {after}"

    def to_repeat(self, envelopes: Sequence[Envelope]) -> StoreUnavailable:
        """This error, with the envelopes to repeat if `unsure`."""
        return StoreUnavailable(self.place, self.reason, True, tuple(envelopes)) if self.unsure else self
