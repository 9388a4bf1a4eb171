"""What others tell the box office: four kinds of message. Each comes at least once, in any order."""

from __future__ import annotations

from typing import Any, NamedTuple

from companion.events import Clock, Envelope, Event


class TicketRequested(Event):
    """Somebody wants a ticket."""

    buyer: str


class PaymentCaptured(Event):
    """Money came from this buyer."""

    buyer: str


class PaymentDeclined(Event, refusal=True):
    """The buyer's card was refused."""

    buyer: str


class TicketReturned(Event):
    """The buyer gives the ticket back."""

    buyer: str


class Message(NamedTuple):
    """A message as `decide` sees it. `kind` is the name of one of the four classes above."""

    id: str
    kind: str
    buyer: str


def opened(envelope: Envelope) -> Message:
    """The message in an envelope, as a broker delivers it. Its id is the envelope's."""
    event: Any = envelope.event
    return Message(envelope.id, envelope.type, event.buyer)


def sealed(message: Message, clock: Clock) -> Envelope:
    """The message in an envelope, as a broker takes it. Raises KeyError for a kind there is not."""
    kinds = {
        each.__name__: each for each in (TicketRequested, PaymentCaptured, PaymentDeclined, TicketReturned)
    }
    event: Any = kinds[message.kind](buyer=message.buyer)
    return Envelope(
        id=message.id, type=message.kind, event=event, time=clock.now(), correlation_id=message.buyer
    )
