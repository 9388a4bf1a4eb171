"""The events of the bank next year, which no program of this year knows.

A fee is a fact of its own beside the withdrawal. The other two change no balance, and one of them carries an
amount all the same. Lesson 08.
"""

from __future__ import annotations

from companion.events import Event

__all__ = ["FeeCharged", "HolderMoved", "LimitAgreed"]


class FeeCharged(Event):
    """The bank took a fee, as high as it was on that day."""

    amount_cents: int


class HolderMoved(Event):
    """The holder lives in another town."""

    city: str


class LimitAgreed(Event):
    """The account pays out no more than this in one day. No money moves."""

    amount_cents: int
