"""The rules, told as given, when, then: once these facts are written, this message leads to those facts.

In which order a decision has its facts, the schedules say.
"""

from __future__ import annotations

from typing import Any

import pytest

from box_office.decide import decide
from box_office.facts import BuyerQueued, PaymentRefunded, SeatHeld, SeatReleased, TicketIssued
from box_office.messages import Message

ADA, BOB, CY = (SeatHeld(buyer="Ada", because="r1"), SeatHeld(buyer="Bob", because="r2"),
                BuyerQueued(buyer="Cy", because="r3"))  # fmt: skip
ADA_PAID = TicketIssued(buyer="Ada", because="p1")
CASES: dict[str, tuple[list[Any], Message, list[Any]]] = {
    "a free seat is held": ([], Message("r1", "TicketRequested", "Ada"), [ADA]),
    "none is free: a place in line": ([ADA, BOB], Message("r3", "TicketRequested", "Cy"), [CY]),
    "a repeat changes nothing": ([ADA], Message("r1", "TicketRequested", "Ada"), []),
    "a second wish changes nothing": ([ADA], Message("r9", "TicketRequested", "Ada"), []),
    "paid: a ticket": ([ADA], Message("p1", "PaymentCaptured", "Ada"), [ADA_PAID]),
    "paid without a seat: the money goes back": (
        [ADA, BOB, CY],
        Message("p3", "PaymentCaptured", "Cy"),
        [PaymentRefunded(buyer="Cy", because="p3")],
    ),
    "declined: who waits longest moves up": (
        [ADA, BOB, CY],
        Message("p2", "PaymentDeclined", "Bob"),
        [SeatReleased(buyer="Bob", because="p2"), SeatHeld(buyer="Cy", because="p2")],
    ),
    "declined after the ticket: nothing": ([ADA, ADA_PAID], Message("p9", "PaymentDeclined", "Ada"), []),
    "returned: the money goes back, and who waits longest moves up": (
        [ADA, BOB, CY, ADA_PAID],
        Message("t1", "TicketReturned", "Ada"),
        [
            SeatReleased(buyer="Ada", because="t1"),
            PaymentRefunded(buyer="Ada", because="t1"),
            SeatHeld(buyer="Cy", because="t1"),
        ],
    ),
    "returned before the ticket: nothing": ([ADA], Message("t1", "TicketReturned", "Ada"), []),
}


@pytest.mark.parametrize("case", CASES)
def test_when_a_message_comes(case: str) -> None:
    given, when, then = CASES[case]
    assert sorted(map(repr, decide(when, given))) == sorted(map(repr, then))
