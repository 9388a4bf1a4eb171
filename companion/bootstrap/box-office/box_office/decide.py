"""The rules. Two pure functions: no clock, no store, no network. Put your own `decide` of lesson 15 here.

`tests/test_schedules.py` says whether it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from companion.events import Event

from .facts import SEATS, WORDS, BuyerQueued, PaymentRefunded, SeatHeld, SeatReleased, TicketIssued
from .messages import Message


def places(facts: Iterable[Any]) -> dict[str, str]:
    """Where everybody stands: "held", "queued" or "ticket"; who waits longest comes first in line."""
    now: dict[str, str] = {}
    for fact in facts:
        word = WORDS.get(type(fact).__name__)
        if word is not None:
            now.pop(fact.buyer, None)
        if word:
            now[fact.buyer] = word
    return now


def decide(message: Message, facts: Sequence[Any]) -> list[Event]:
    """The facts that follow from a message, all for one append; none for a repeat."""
    if any(fact.because == message.id for fact in facts):
        return []
    now, who, why = places(facts), message.buyer, message.id
    line = [buyer for buyer, word in now.items() if word == "queued"]
    taken = len(now) - len(line)
    moved_up = [SeatHeld(buyer=line[0], because=why)] if line else []
    match message.kind, now.get(who):
        case "TicketRequested", None:
            return [(SeatHeld if taken < SEATS else BuyerQueued)(buyer=who, because=why)]
        case "PaymentCaptured", "held":
            return [TicketIssued(buyer=who, because=why)]
        case "PaymentCaptured", _:
            return [PaymentRefunded(buyer=who, because=why)]
        case "PaymentDeclined", "held":
            return [SeatReleased(buyer=who, because=why), *moved_up]
        case "TicketReturned", "ticket":
            return [
                SeatReleased(buyer=who, because=why),
                PaymentRefunded(buyer=who, because=why),
                *moved_up,
            ]
    return []
