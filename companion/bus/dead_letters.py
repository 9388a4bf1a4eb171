"""Dead letters: deliveries that failed for good, kept where people can see them until somebody decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import overload

import msgspec

from companion.events import Envelope

from .errors import shown
from .service import Subscription


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
        self._letters: list[DeadLetter] = []
        self._discarded = discarded

    def add(self, letter: DeadLetter) -> None:
        """Keep a letter; the bus does this when it gives up."""
        self._letters.append(letter)

    def discard(self, which: Which = None) -> None:
        """Forget letters; the trace remembers that somebody did."""
        for letter in self._taken(which):
            self._discarded(letter)

    def _taken(self, which: Which) -> Iterator[DeadLetter]:
        """The chosen letters, each removed just before it is dealt with, so that none is lost on the way."""
        chosen = self._letters if which is None else [which] if isinstance(which, DeadLetter) else which
        for letter in list(chosen):
            if letter not in self._letters:
                raise ValueError(f"{letter!r} is no dead letter any more: it was redelivered or discarded")
            self._letters.remove(letter)
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
        return self._letters[place]

    def __repr__(self) -> str:
        return f"DeadLetters({self._letters!r})"


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
