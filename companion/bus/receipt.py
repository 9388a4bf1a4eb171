"""Receipt: what a publisher gets back, and what travels through the queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from companion.events import Clock, Envelope, Event

from .service import Subscription

Tick = int | datetime  # a moment as the clock gives it fastest: nanoseconds since 1970, or a datetime
Origin = tuple[str | None, str | None, str | None, str | None]  # its own id, correlation, causation, service
NOBODY: Origin = (None, None, None, None)


class Receipt(msgspec.Struct, eq=False):
    """What became of one publication.

    `listeners` are those who are to hear it; `failed` counts those whose delivery became a dead letter.
    `pending` is true until every listener had its turn: so it is inside a handler for what that handler
    published, and for ever if the delivery was stopped.
    """

    event: Event
    listeners: tuple[Subscription, ...]
    _clock: Clock
    _origin: Origin
    _born: Tick | None = None
    _envelope: Envelope | None = None
    failed: int = 0
    pending: bool = False

    @property
    def envelope(self) -> Envelope:
        """The event's envelope, made when first needed: without a trace most events on a bus never need one.

        With a trace, its time is that of the publication; without, that of the first need.
        """
        if self._envelope is None:
            own, correlation_id, causation_id, service = self._origin
            id = own or self._clock.new_id()
            self._envelope = Envelope(
                id=id, type=type(self.event).__name__, event=self.event,
                time=self._clock.now() if self._born is None else moment(self._born),
                correlation_id=correlation_id or id, causation_id=causation_id, service=service,
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


def receipt_of(envelope: Envelope, listeners: tuple[Subscription, ...], clock: Clock) -> Receipt:
    """A receipt for an envelope that exists already: redelivered, or brought by another transport."""
    return Receipt(envelope.event, listeners, clock, NOBODY, _envelope=envelope)


def moment(tick: Tick) -> datetime:
    """A tick as an aware datetime, to the microsecond."""
    return tick if isinstance(tick, datetime) else _1970 + timedelta(microseconds=tick // 1000)


_1970 = datetime(1970, 1, 1, tzinfo=UTC)
