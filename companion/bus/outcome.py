"""The outcome of a publication: the receipt for its publisher, the dead letters of failed deliveries, and the
errors of the bus itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import overload

import msgspec

from companion.events import Clock, Envelope, Event
from companion.events.errors import ERROR_WIDTH, ErrorWithEvidence, short

from .handlers import Subscription


class Receipt(msgspec.Struct, eq=False):
    """The outcome of one publication.

    `listeners` are the subscriptions that hear it; `failed` counts those whose delivery became a dead letter.
    `pending` is true until every listener is done. Inside a handler the receipts of its own publications are
    pending; after an interruption a receipt stays pending for ever.
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
    letter: DeadLetter | None = None  # what is redelivered

    @property
    def envelope(self) -> Envelope:
        """The event's envelope, made at the first use: without a trace most events never need one."""
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
        """How many listeners did their work; 0 while the receipt is pending."""
        return 0 if self.pending else len(self.listeners) - self.failed

    @property
    def ok(self) -> bool:
        """Whether every listener is done and none failed."""
        return not self.pending and not self.failed

    def __repr__(self) -> str:
        name = type(self.event).__name__
        if self.pending:
            return f"<Receipt {name}: pending>"
        failed = f", {self.failed} failed" if self.failed else ""
        return f"<Receipt {name}: {self.handled} handled{failed}>"


def receipt_of(
    envelope: Envelope, listener: Subscription, clock: Clock, letter: DeadLetter | None = None
) -> Receipt:
    """A receipt for an envelope that exists already: redelivered, or brought by another transport."""
    return Receipt(envelope.event, (listener,), clock, _envelope=envelope, letter=letter)


class DeadLetter(msgspec.Struct, frozen=True, eq=False):
    """One envelope that one handler could not handle, with the last error and the number of attempts."""

    envelope: Envelope
    service: str
    handler: str
    error: Exception
    attempts: int
    subscription: Subscription

    def __repr__(self) -> str:
        tries = f"{self.attempts} attempt{'s' if self.attempts > 1 else ''}"
        who = f"{self.service}.{self.handler}"
        return f"<{self.envelope.event!r} to {who}: {short(self.error, ERROR_WIDTH)} after {tries}>"


class ServiceDown(ErrorWithEvidence):
    """A handler was not run because its service is switched off. Retried like any failure."""

    service: str
    says = "{service} is switched off; switch it on and redeliver its dead letters."


class TooManyDeliveries(ErrorWithEvidence):
    """One publish led to more than `limit` deliveries, at last of event `last`; the queue was emptied."""

    limit: int
    last: str
    says = (
        "One publish led to more than {limit} deliveries, the last of {last}: probably a reaction causes "
        "itself again. Look for the cycle in the trace, or raise max_deliveries."
    )


Which = DeadLetter | Iterable[DeadLetter] | None


class LetterBox:
    """The dead letters of a bus, oldest first: `len`, index, iterate, discard.

    Each method that takes letters takes one, several, or None for all. It raises ValueError for a letter
    that is not in the box.
    """

    def __init__(self, discarded: Callable[[DeadLetter], object]) -> None:
        self._discarded = discarded
        self._letters: dict[DeadLetter, None] = {}  # a dict, because removing from the middle is fast

    def add(self, letter: DeadLetter) -> None:
        """Keep a letter; the bus does this when it gives up."""
        self._letters[letter] = None

    def keep(self, receipts: Iterable[Receipt]) -> None:
        """Keep the letters whose redelivery an interruption has ended before it was done."""
        for receipt in receipts:
            if receipt.letter is not None and receipt.pending:
                self.add(receipt.letter)

    def discard(self, which: Which = None) -> None:
        """Remove letters without delivering them; the trace records it."""
        for letter in self._taken(which):
            self._discarded(letter)

    def _taken(self, which: Which) -> Iterator[DeadLetter]:
        """The chosen letters. Each is removed just before it is given, so that a failure loses none."""
        letters = [which] if isinstance(which, DeadLetter) else self if which is None else which
        if not isinstance(letters, Iterable):
            raise ValueError(f"{which!r} is not a dead letter: ask bus.dead_letters for those there are")
        for letter in list(letters):
            if not isinstance(letter, DeadLetter) or letter not in self._letters:
                raise ValueError(f"{letter!r} is not a dead letter any more: it was redelivered or discarded")
            del self._letters[letter]
            yield letter

    def __len__(self) -> int:
        return len(self._letters)

    def __iter__(self) -> Iterator[DeadLetter]:
        return iter(tuple(self._letters))

    @overload
    def __getitem__(self, index: int) -> DeadLetter: ...
    @overload
    def __getitem__(self, index: slice) -> list[DeadLetter]: ...
    def __getitem__(self, index: int | slice) -> DeadLetter | list[DeadLetter]:
        return next(reversed(self._letters)) if index == -1 and self._letters else list(self._letters)[index]

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
            except BaseException:  # an interruption: the letter was not handled and stays a dead letter
                self.add(letter)
                raise
