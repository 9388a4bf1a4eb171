"""What a store refuses, and what may befall it. Every error carries its evidence as attributes; whichever is
raised, nothing was stored and nothing was lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.events.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.events import Envelope


class StoreError(CompanionError):
    """The root of everything a store raises on purpose."""


class Refused(CompanionError):
    """A decider refuses a command. Raise it, or a class of your own derived from it, in `decide`.

    It is an answer, not an accident: `handle` never tries again after it.
    """


# --- what the caller got wrong ------------------------------------------------------------------------


class BadExpectation(StoreError):
    """`expected` is neither a version from 0 on, nor STREAM_EXISTS, nor ANY."""

    def __init__(self, expected: object) -> None:
        super().__init__(expected)
        self.expected = expected

    def sentence(self) -> str:
        return (
            f"expected={self.expected!r} is no expectation: give the number of events you believe are in the "
            f"stream (NO_STREAM is 0), or STREAM_EXISTS, or ANY."
        )


class BadName(StoreError):
    """A stream, a subscription or an envelope's id has a name no store can keep. `kind` says which."""

    def __init__(self, kind: str, name: object, reason: str) -> None:
        super().__init__(kind, name, reason)
        self.kind, self.name, self.reason = kind, name, reason

    def sentence(self) -> str:
        return f"{_short(self.name)} cannot name a {self.kind}: {self.reason}. Nothing was stored."


class BadEnvelope(StoreError):
    """An envelope to append contradicts itself. `problem` says how."""

    def __init__(self, id: object, problem: str) -> None:
        super().__init__(id, problem)
        self.id, self.problem = id, problem

    def sentence(self) -> str:
        return f"Envelope {_short(self.id)}: {self.problem}. Nothing was stored."


class BadPosition(StoreError):
    """A text or value that is no position."""

    def __init__(self, given: object) -> None:
        super().__init__(given)
        self.given = given

    def sentence(self) -> str:
        return (
            f"{_short(self.given)} is no position: give START, an envelope's position, or "
            "Position.parse(text)."
        )


class ForeignPosition(StoreError):
    """A position of another store: its order means nothing here."""

    def __init__(self, position: str, store: str) -> None:
        super().__init__(position, store)
        self.position, self.store = position, store

    def sentence(self) -> str:
        return (
            f"Position {self.position} is of another store than {self.store}: a checkpoint goes with its "
            f"store. Begin again from START, or open the store the position came from."
        )


class EventTooLarge(StoreError):
    """An event's JSON has more than `limit` bytes."""

    def __init__(self, type: str, size: int, limit: int) -> None:
        super().__init__(type, size, limit)
        self.type, self.size, self.limit = type, size, limit

    def sentence(self) -> str:
        return (
            f"{self.type} has {self.size:,} bytes of JSON, more than the {self.limit:,} this store takes: "
            f"keep the large part elsewhere and its address in the event, or open the store with a higher "
            f"max_event_bytes. Nothing was stored."
        )


class NestedTransaction(StoreError):
    """The store was asked to write while a transaction of the same thread is open."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def sentence(self) -> str:
        return (
            f"{self.what} was called inside `with store.transaction() as tx`: use tx, so that all or nothing "
            "holds."
        )


class StatementFailed(StoreError):
    """The database refused a statement given to `tx.execute`."""

    def __init__(self, sql: str, reason: str) -> None:
        super().__init__(sql, reason)
        self.sql, self.reason = sql, reason

    def sentence(self) -> str:
        return (
            f"The database refused {_short(self.sql)}: {self.reason}. The whole transaction is rolled back."
        )


class TransactionEnded(StoreError):
    """A transaction was used after its `with` block."""

    def sentence(self) -> str:
        return "This transaction has ended: open another with `with store.transaction() as tx`."


class StoreClosed(StoreError):
    """A store was used after `close()`."""

    def sentence(self) -> str:
        return "This store was closed: open it again. What was appended before is there."


# --- what others did meanwhile ------------------------------------------------------------------------


class ConcurrencyError(StoreError):
    """The stream is not where the caller believed it to be: `expected` against `actual` events."""

    def __init__(self, stream: str, expected: object, actual: int) -> None:
        super().__init__(stream, expected, actual)
        self.stream, self.expected, self.actual = stream, expected, actual

    def sentence(self) -> str:
        return (
            f"{self.stream!r} has {self.actual} events, expected {self.expected}: somebody else appended, or "
            f"nobody did yet. Read it again, decide again. Nothing was stored."
        )


class DuplicateEventId(StoreError):
    """An envelope's id is already in the store, in another place or with another content."""

    def __init__(self, id: str, stream: str, version: int, difference: str) -> None:
        super().__init__(id, stream, version, difference)
        self.id, self.stream, self.version, self.difference = id, stream, version, difference

    def sentence(self) -> str:
        return (
            f"Id {self.id} is already event {self.version} of {self.stream!r}, and {self.difference}: an id "
            f"is one fact for ever. Give a new fact a new id. Nothing was stored."
        )


class CheckpointMovedBack(StoreError):
    """A checkpoint was to be saved before where it stands: two subscribers share one name, or one lags."""

    def __init__(self, name: str, stored: object, given: object) -> None:
        super().__init__(name, stored, given)
        self.name, self.stored, self.given = name, stored, given

    def sentence(self) -> str:
        return (
            f"Checkpoint {self.name!r} stands at {self.stored!r} and was to go back to {self.given!r}: does "
            f"another subscriber use the same name? To go back on purpose, use reset_checkpoint."
        )


class TransactionTooOld(StoreError):
    """A transaction began before another that has appended to `stream` since, so that its events would sort
    before theirs. Run the whole transaction again.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.stream = stream

    def sentence(self) -> str:
        return (
            f"Others appended to {self.stream!r} after this transaction had begun to write: its events would "
            f"stand before theirs in the global order. Run the transaction again. Nothing was stored."
        )


class TransactionConflict(StoreError):
    """The database broke a transaction off because it and another stood in each other's way. `reason` is what
    it says. Run the whole transaction again.
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place, self.reason = place, reason

    def sentence(self) -> str:
        return (
            f"{self.place} broke the transaction off, because another was in its way ({self.reason}). Run "
            "the whole transaction again. Nothing was stored."
        )


# --- what befell the store ----------------------------------------------------------------------------


class UnreadableEvent(StoreError):
    """What stands at `version` of `stream` cannot be read: damaged JSON, an unknown type, a newer schema.

    `problem` is the `CodecError` or `UnknownEventType` behind it, also its `__cause__`. `position` is its
    place in the global log: whoever reads on after it misses nothing else.
    """

    def __init__(
        self, stream: str, version: int, type: str, problem: CompanionError, position: object = None
    ) -> None:
        super().__init__(stream, version, type, problem, position)
        self.stream, self.version, self.type, self.problem = stream, version, type, problem
        self.position = position

    def sentence(self) -> str:
        return (
            f"Event {self.version} of {self.stream!r} ({self.type}): {self.problem} It is still in the store."
        )


class StoreDamaged(StoreError):
    """The file or the tables of a store are not as it left them."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(place, problem)
        self.place, self.problem = place, problem

    def sentence(self) -> str:
        return (
            f"{self.place}: {self.problem}. It was left as it is: restore a copy of it, or look at it with "
            "other tools."
        )


class ForeignDatabase(StoreError):
    """A file or database that is in order and belongs to another program."""

    def __init__(self, place: str, found: str) -> None:
        super().__init__(place, found)
        self.place, self.found = place, found

    def sentence(self) -> str:
        return (
            f"{self.place} is not an event store of this package but {self.found}. It was left as it is: "
            "give another name."
        )


class NewerSchema(StoreError):
    """The tables were written by a newer version of the package."""

    def __init__(self, place: str, found: int, known: int) -> None:
        super().__init__(place, found, known)
        self.place, self.found, self.known = place, found, known

    def sentence(self) -> str:
        return (
            f"{self.place} has tables of schema {self.found}, and this version of companion knows up to "
            f"{self.known}: update the package (`git pull`). Nothing was changed."
        )


class CannotOpenStore(StoreError):
    """The file of a store cannot be opened, made or written: its folder is missing, or it may not be."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place, self.reason = place, reason

    def sentence(self) -> str:
        return (
            f"{self.place} cannot be opened to write: {self.reason}. Make the folder, ask for the right to "
            "write, or give another path. Nothing was changed."
        )


class StoreFull(StoreError):
    """The disk or the quota is full."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place, self.reason = place, reason

    def sentence(self) -> str:
        return (
            f"{self.place} is full ({self.reason}): make room and append again. What was stored before is "
            "untouched."
        )


class StoreBusy(StoreError):
    """Another writer held the store longer than this one waits. Trying again may help."""

    def __init__(self, place: str, waited_s: float) -> None:
        super().__init__(place, waited_s)
        self.place, self.waited_s = place, waited_s

    def sentence(self) -> str:
        return (
            f"{self.place} was held by another writer for {self.waited_s:g} s: try again, or look for a "
            "transaction left open."
        )


class StoreUnavailable(StoreError):
    """The server cannot be reached, or went away in the middle. `unsure` says that a commit may have
    happened: only then repeat the append with the same envelopes, which stores them once. `envelopes` are
    those to repeat an append with, also when it was given events.
    """

    def __init__(
        self, place: str, reason: str, unsure: bool = False, envelopes: tuple[Envelope, ...] = ()
    ) -> None:
        super().__init__(place, reason, unsure, envelopes)
        self.place, self.reason, self.unsure, self.envelopes = place, reason, unsure, envelopes

    def sentence(self) -> str:
        after = (
            "The append may have been stored: repeat it with the same envelopes, which stores them once."
            if self.unsure
            else "Nothing was stored: try again when the server is back."
        )
        return f"{self.place} cannot be reached ({self.reason}). {after}"

    def to_repeat(self, envelopes: Sequence[Envelope]) -> StoreUnavailable:
        """This error, with the envelopes to repeat where it is unsure."""
        return StoreUnavailable(self.place, self.reason, True, tuple(envelopes)) if self.unsure else self


class LoginRefused(StoreError):
    """The server is there and does not let this user in."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place, self.reason = place, reason

    def sentence(self) -> str:
        return (
            f"{self.place} refused the login ({self.reason}): check the user, the password and the database "
            "in the URL."
        )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
