"""Receipt: what a publisher gets back, and what travels through the queue."""

from __future__ import annotations

import msgspec

from companion.events import Clock, Envelope, Event


class Receipt(msgspec.Struct, eq=False):
    """What became of one publication.

    `handled` counts handlers that did their work, `failed` those that ended as a dead letter, of `expected`
    handlers. `pending` is true until every listener had its turn: so it is for an event published inside a
    handler, and for one whose delivery was stopped.
    """

    event: Event
    _clock: Clock
    _correlation_id: str | None
    _causation_id: str | None
    _service: str | None
    handled: int = 0
    failed: int = 0
    pending: bool = True
    expected: int = 0
    _envelope: Envelope | None = None

    @property
    def envelope(self) -> Envelope:
        """The event's envelope. Made when first needed, because most events on a bus without a trace never
        need one."""
        if self._envelope is None:
            id = self._clock.new_id()
            self._envelope = Envelope(
                id=id, type=type(self.event).__name__, event=self.event, time=self._clock.now(),
                correlation_id=self._correlation_id or id, causation_id=self._causation_id, service=self._service,
            )  # fmt: skip
        return self._envelope

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


def receipt_of(envelope: Envelope, clock: Clock) -> Receipt:
    """A receipt for an envelope that exists already: one that is redelivered, or handed over by another
    transport."""
    return Receipt(envelope.event, clock, None, None, None, _envelope=envelope)
