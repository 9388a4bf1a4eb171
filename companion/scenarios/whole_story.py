"""order-42 from the first lesson to the last: what each lesson added, as a table of reactions.

Ada orders a coffee and a bagel, 450 cents, on 31 January 2024, and pays once. What a lesson
added is a row, or two, in the grammar of the exam; `told` says it in words. Played by `reactions.evening`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .reactions import ORDERS, RATES, Evening, Reaction, evening

__all__ = ["STORY", "Addition", "whole_story"]


class Addition(NamedTuple):
    """What a lesson added: its number, a row of the table, and what happened, in the words of its recap.

    `before` is one more row: lesson 05 reserves before it charges.
    """

    lesson: str
    row: Reaction
    told: str
    before: Reaction | None = None

    @property
    def rows(self) -> list[Reaction]:
        """The rows of this lesson, one or two."""
        return [each for each in (self.before, self.row) if each is not None]

    def __str__(self) -> str:
        return f"{self.lesson} {self.told}"


STORY: Final = (
    Addition(
        "00", Reaction(ORDERS, "Order", "OrderPlaced"),
        "the counter says it twice; your till holds 450",
    ),
    Addition(
        "01", Reaction("OrderPlaced", "Kitchen", "FoodMade"),
        "the kitchen is closed for eight minutes: the coffee comes, the bagel waits, nobody is "
        "blocked",
    ),
    Addition(
        "02", Reaction("OrderPlaced", "Order", "ItemRemovedFromOrder"),
        "a free tea (0 cents) is taken back by a second fact; the gold bar bounced off",
    ),
    Addition(
        "03", Reaction("OrderDelivered", "Email", "MailSent"),
        "Email needs a second attempt; Loyalty refuses for good (\"no points below $5\"): a dead "
        "letter; Ada has paid",
    ),
    Addition(
        "04", Reaction("ParcelShipped", "Delivery", "OrderDelivered"),
        "it is brought home: six events are critical for \"delivered\"; the five stars are a "
        "person's own command",
    ),
    Addition(
        "05", Reaction("CardCharged", "Shipping", "ParcelShipped"),
        "somebody is in charge: reserve, charge, ship (pivot), mail; the mail comes an hour late,"
        " nobody is refunded",
        Reaction("OrderPublished", "Inventory", "StockReserved"),
    ),
    Addition(
        "06", Reaction("StockReserved", "Payment", "CardCharged"),
        "published twice, the first worker dies before its acknowledgement: delivered three "
        "times, charged 450 once",
    ),
    Addition(
        "07", Reaction("OrderPlaced", "Order", "OrderPublished"),
        "row and OrderPlaced in one transaction, relay struck before its mark: stored once, "
        "published twice, charged once",
    ),
    Addition(
        "08", Reaction("CardCharged", "Bank", "MoneyWithdrawn"),
        "version 5 of account-500: 500.00 before, 495.50 after",
    ),
    Addition(
        "09", Reaction("OrderDelivered", "Order", "OrderCompleted"),
        "that evening seen from inside: the orchestrator was killed twice; one CardCharged of "
        "450, one parcel, \"taken over 2 times\"",
    ),
    Addition(
        "10", Reaction("MoneyWithdrawn", "Bank", "OldOrderRead"),
        "it was written by schema 1 as {\"total\": 4.5}; two upcasters (yours) read 450, USD, "
        "channel None",
    ),
    Addition(
        "11", Reaction("OrderCompleted", "Views", "OrderListed"),
        "its seven facts of 04 become one row of \"my orders\": delivered, 5 stars, 450; lag 7, "
        "then 0",
    ),
    Addition(
        "12", Reaction("OrderCompleted", "Views", "PostCreated"),
        "Ada posts \"order-42 has arrived #bagel\": in one feed, found by its tag, one like "
        "counted, picture copied",
    ),
    Addition(
        "13", Reaction("OrderPublished", "Order", "OrderKeyed"),
        "keyed by itself: partition 2 of 4; Inventory, Payment, Shipping, Email are four groups, "
        "each with its lag",
    ),
    Addition(
        "14", Reaction("OldOrderRead", "Bank", "BookCorrected"),
        "the till's book said 5.40, two digits swapped, corrected on 10 February: as of 31 "
        "January, known then 540, known now 450",
    ),
)  # fmt: skip
"""The fifteen, in the order of the lessons."""


def whole_story() -> Evening:
    """The evening of all lessons together."""
    return evening([row for each in STORY for row in each.rows] + [Reaction(RATES, "Order", "OrderRated")])
