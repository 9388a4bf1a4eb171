"""What the services of the orchestrated shop record. `key` is the saga's: which request a fact answers."""

from __future__ import annotations

from companion.events import Event

__all__ = [
    "CardCharged", "CardRefunded", "ConfirmationMailed", "ParcelCalledOff", "ParcelDispatched",
    "StockDelivered", "StockReleased", "StockReserved",
]  # fmt: skip


class StockDelivered(Event):
    """`pieces` came in and stand on the shelf."""

    pieces: int


class StockReserved(Event):
    """`pieces` were taken off the shelf and set aside under `key`."""

    key: str
    pieces: int


class StockReleased(Event):
    """`pieces` that were set aside under `key` are on the shelf again; 0 if none ever were."""

    key: str
    pieces: int


class CardCharged(Event):
    """The customer paid `amount_cents`."""

    key: str
    amount_cents: int


class CardRefunded(Event):
    """What was paid under `key`, `amount_cents`, went back to the customer; 0 if nothing ever was."""

    key: str
    amount_cents: int


class ParcelDispatched(Event):
    """The parcel is on its way to `country`."""

    key: str
    country: str


class ParcelCalledOff(Event):
    """No parcel will leave under `key`: the carrier's answer never came, so the shop must make sure."""

    key: str


class ConfirmationMailed(Event):
    """The customer was told that the parcel is on its way. A mail cannot be unsent."""

    key: str
