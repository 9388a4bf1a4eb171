"""What became of a publication: the receipt its publisher gets, the dead letters of what failed for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import overload

import msgspec

from companion.events import Clock, Envelope, Event

from .errors import shown
from .handlers import Subscription


class Receipt(msgspec.Struct, eq=False):
    """What became of one publication.

    `listeners` are those who are to hear it; `failed` counts those whose delivery became a dead letter.
    `pending` is true until every listener had its turn: so it is inside a handler for what that handler
    published, and for ever if the delivery was stopped.
    """

    event: Event
    listeners: tuple[Subscription, ...]
    _clock: Clock
    _correlation_id: str | None = None
    _causation_id: str | None = None
    _service: str | None = None
    _envelope: Envelope | None = None
    failed: int = 0
    pending: bool = True

    @property
    def envelope(self) -> Envelope:
        """The event's envelope, made when first needed: without a trace most events never need one."""
        if self._envelope is None:
            id = self._clock.new_id()
            self._envelope = Envelope(
                id=id, type=type(self.event).__name__, event=self.event, time=self._clock.now(),
                correlation_id=self._correlation_id or id, causation_id=self._causation_id,
                service=self._service,
            )  # fmt: skip
        return self._envelope

    @property
    def handled(self) -> int:
        """How many listeners did their work; counted when all had their turn."""
        return 0 if self.pending else len(self.listeners) - self.failed

    @property
    def ok(self) -> bool:
        """Whether every listener had its turn and none failed."""
        return not self.pending and not self.failed

    def __repr__(self) -> str:
        name = type(self.event).__name__
        if self.pending:
            return f"<Receipt {name}: pending>"
        failed = f", {self.failed} failed" if self.failed else ""
        return f"<Receipt {name}: {self.handled} handled{failed}>"


def receipt_of(envelope: Envelope, listener: Subscription, clock: Clock) -> Receipt:
    """A receipt for an envelope that exists already: redelivered, or brought by another transport."""
    return Receipt(envelope.event, (listener,), clock, _envelope=envelope)


class DeadLetter(msgspec.Struct, frozen=True, eq=False):
    """One envelope that one handler could not handle: who, the last error, after how many attempts."""

    envelope: Envelope
    service: str
    handler: str
    error: Exception
    attempts: int
    subscription: Subscription

    def __repr__(self) -> str:
        tries = f"{self.attempts} attempt{'s' if self.attempts > 1 else ''}"
        who = f"{self.service}.{self.handler}"
        return f"<{self.envelope.event!r} to {who}: {shown(self.error)} after {tries}>"


Which = DeadLetter | Iterable[DeadLetter] | None


class LetterBox:
    """The dead letters of a bus, oldest first: `len`, index, iterate, discard.

    Whatever takes letters takes one, several, or None for all, and raises ValueError for one that is not
    here.
    """

    def __init__(self, discarded: Callable[[DeadLetter], object]) -> None:
        self._discarded = discarded
        self._letters: dict[DeadLetter, None] = {}  # a dict, because a letter in the middle may go first

    def add(self, letter: DeadLetter) -> None:
        """Keep a letter; the bus does this when it gives up."""
        self._letters[letter] = None

    def discard(self, which: Which = None) -> None:
        """Forget letters; the trace remembers that somebody did."""
        for letter in self._taken(which):
            self._discarded(letter)

    def _taken(self, which: Which) -> Iterator[DeadLetter]:
        """The chosen letters, each removed just before it is dealt with, so that none is lost on the way."""
        letters = [which] if isinstance(which, DeadLetter) else self if which is None else which
        if not isinstance(letters, Iterable):
            raise ValueError(f"{which!r} is no dead letter: ask bus.dead_letters for those there are")
        for letter in list(letters):
            if not isinstance(letter, DeadLetter) or letter not in self._letters:
                raise ValueError(f"{letter!r} is no dead letter any more: it was redelivered or discarded")
            del self._letters[letter]
            yield letter

    def __len__(self) -> int:
        return len(self._letters)

    def __iter__(self) -> Iterator[DeadLetter]:
        return iter(tuple(self._letters))

    @overload
    def __getitem__(self, place: int) -> DeadLetter: ...
    @overload
    def __getitem__(self, place: slice) -> list[DeadLetter]: ...
    def __getitem__(self, place: int | slice) -> DeadLetter | list[DeadLetter]:
        return next(reversed(self._letters)) if place == -1 and self._letters else list(self._letters)[place]

    def __repr__(self) -> str:
        return f"DeadLetters({list(self._letters)!r})"


class DeadLetters(LetterBox):
    """The dead letters of a synchronous bus, which can be redelivered too."""

    def __init__(
        self, discarded: Callable[[DeadLetter], object], redeliver: Callable[[DeadLetter], object]
    ) -> None:
        super().__init__(discarded)
        self._redeliver = redeliver

    def redeliver(self, which: Which = None) -> None:
        """Deliver again, each only to the handler that failed. What fails again becomes a new dead letter."""
        for letter in self._taken(which):
            try:
                self._redeliver(letter)
            except BaseException:  # interrupted: it was not handled, so it is still a dead letter
                self.add(letter)
                raise
