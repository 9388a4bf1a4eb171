"""order-42 from the first lesson to the last: what each lesson added, as a table of reactions.

Ada orders a coffee and a bagel, 450 cents, on 31 January 2024, and pays once. Each row is one lesson's
addition in the grammar of the exam; `told` says it in a line. Played by `reactions.evening`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .reactions import ORDERS, RATES, Evening, Reaction, evening

__all__ = ["STORY", "Addition", "whole_story"]


class Addition(NamedTuple):
    """What a lesson added: its number, a row of the table, and what happened, in a line."""

    lesson: str
    row: Reaction
    told: str


STORY: Final = (
    Addition("00", Reaction(ORDERS, "Order", "OrderPlaced"),
             "the counter says it twice; your till holds 450"),
    Addition("01", Reaction("OrderPlaced", "Kitchen", "BagelServed"),
             "the kitchen is closed for eight minutes: the coffee comes, the bagel waits"),
    Addition("02", Reaction("OrderPlaced", "Order", "TeaTakenBack"),
             "a free tea is taken back by a second fact"),
    Addition("03", Reaction("OrderDelivered", "Email", "MailSent"),
             "Email needs a second attempt; Loyalty refuses for good: a dead letter"),
    Addition("04", Reaction("ParcelShipped", "Delivery", "OrderDelivered"),
             "it is brought home: six events are critical for \"delivered\""),
    Addition("05", Reaction("CardCharged", "Shipping", "ParcelShipped"),
             "somebody is in charge: reserve, charge, ship, mail; the mail is late, nobody is refunded"),
    Addition("06", Reaction("OrderPublished", "Payment", "CardCharged"),
             "published twice, delivered three times, charged 450 once"),
    Addition("07", Reaction("OrderPlaced", "Order", "OrderPublished"),
             "row and event in one transaction; stored once, published twice"),
    Addition("08", Reaction("CardCharged", "Bank", "MoneyWithdrawn"),
             "version 5 of account-500: 500.00 before, 495.50 after"),
    Addition("09", Reaction("OrderDelivered", "Order", "OrderCompleted"),
             "the orchestrator was killed twice; one charge, one parcel"),
    Addition("10", Reaction("MoneyWithdrawn", "Bank", "OldOrderRead"),
             "it was written by schema 1, {\"total\": 4.5}; your upcasters read 450"),
    Addition("11", Reaction("OrderCompleted", "Views", "OrderListed"),
             "its seven facts become one row: delivered, 5 stars, 450"),
    Addition("12", Reaction("OrderCompleted", "Views", "PostCreated"),
             "\"order-42 has arrived #bagel\": in one feed, found by its tag, liked once"),
    Addition("13", Reaction("OrderPublished", "Order", "OrderKeyed"),
             "keyed by itself: partition 2 of 4, four groups, each with its lag"),
    Addition("14", Reaction("OldOrderRead", "Bank", "BookCorrected"),
             "the book said 5.40; as of 31 January, known now, it is 4.50"),
)  # fmt: skip
"""The fifteen, in the order of the lessons."""


def whole_story() -> Evening:
    """The evening of all lessons together."""
    return evening([each.row for each in STORY] + [Reaction(RATES, "Order", "OrderRated")])
