"""Receipt: what a publisher gets back, and what travels through the queue."""

from __future__ import annotations

import msgspec

from companion.events import Clock, Envelope, Event, Record
from companion.events.clock import Tick, id_of, moment

from .service import Subscription


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
    _born: Tick | None = None  # with a trace: when it was published, and the number drawn as its id
    _number: int | None = None
    _envelope: Envelope | None = None
    failed: int = 0
    pending: bool = False

    @property
    def envelope(self) -> Envelope:
        """The event's envelope, made when first needed: without a trace most events on a bus never need one.

        With a trace, its time is that of the publication; without, that of the first need.
        """
        if self._envelope is None:
            id = self._clock.new_id() if self._number is None else id_of(self._number)
            self._envelope = Envelope(
                id=id, type=type(self.event).__name__, event=self.event,
                time=self._clock.now() if self._born is None else moment(self._born),
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

    def records(self, ends: list[Tick]) -> list[Record]:
        """As a note in the trace: it was published and, if ticks follow, delivered at once."""
        e = self.envelope
        born = Record("published", e.time, e.service or "", envelope=e)
        return [born, *(self.handled_by(self.listeners[0], e.time, ends) if ends else ())]

    def handled_by(self, first: Subscription, begun: Tick, ends: list[Tick]) -> list[Record]:
        """The records of handlers that succeeded one after the other, from `first` on; see `Heading`."""
        place = self.listeners.index(first)
        done = zip(self.listeners[place:], [begun, *ends], ends, strict=False)
        return [
            Record("handled", moment(ended), one.service, one.name, self.envelope, started=moment(started))
            for one, started, ended in done
        ]

    def __repr__(self) -> str:
        name = type(self.event).__name__
        if self.pending:
            return f"<Receipt {name}: pending>"
        failed = f", {self.failed} failed" if self.failed else ""
        return f"<Receipt {name}: {self.handled} handled{failed}>"


def receipt_of(envelope: Envelope, listeners: tuple[Subscription, ...], clock: Clock) -> Receipt:
    """A receipt for an envelope that exists already: redelivered, or brought by another transport."""
    return Receipt(envelope.event, listeners, clock, _envelope=envelope)
