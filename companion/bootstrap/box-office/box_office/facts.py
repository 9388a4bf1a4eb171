"""What the box office writes down: five facts, each saying because of which message."""

from companion.events import Event

STREAM = "concert"
SEATS = 2


class SeatHeld(Event):
    """A seat is kept for this buyer, until a payment comes or is declined."""

    buyer: str
    because: str


class BuyerQueued(Event):
    """No seat was free: the buyer waits in line."""

    buyer: str
    because: str


class TicketIssued(Event):
    """The held seat is paid for; `because` is the payment's id."""

    buyer: str
    because: str


class SeatReleased(Event):
    """The buyer's seat, held or paid for, is free again."""

    buyer: str
    because: str


class PaymentRefunded(Event):
    """The buyer has the money back."""

    buyer: str
    because: str


WORDS = {"SeatHeld": "held", "BuyerQueued": "queued", "TicketIssued": "ticket", "SeatReleased": ""}
"""Where a fact puts its buyer; "" for nowhere."""
