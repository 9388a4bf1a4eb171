"""The view for the people at the door: a table of who has a seat. It may be late, and can be built anew."""

from __future__ import annotations

from typing import Any

from companion.cqrs import Projection, TableView
from companion.sourcing import EventStore

from .facts import WORDS, BuyerQueued, SeatHeld, SeatReleased, TicketIssued


class Door:
    """Rows of (buyer, word) in the store's own database; rows and checkpoint are committed together."""

    def __init__(self, store: EventStore) -> None:
        self.store = store
        self.table = TableView(
            store, "door", ["CREATE TABLE {door} (buyer TEXT PRIMARY KEY, word TEXT NOT NULL)"]
        )
        self.projection = Projection(self.table)
        self.projection.on(SeatHeld, BuyerQueued, TicketIssued, SeatReleased)(_stand)

    def catch_up(self) -> None:
        """Apply what is new in the log."""
        self.projection.catch_up(self.store)

    def rebuild(self) -> None:
        """Build the table anew from the first fact on."""
        self.projection.rebuild(self.store)

    def rows(self) -> dict[str, str]:
        """Who stands where, by name."""
        return dict(self.table.rows("SELECT buyer, word FROM {door} ORDER BY buyer"))


def _stand(event: Any, rows: Any) -> None:
    """A fact puts its buyer in a place, or in none."""
    rows.execute("DELETE FROM {door} WHERE buyer = ?", event.buyer)
    word = WORDS[type(event).__name__]
    if word:
        rows.execute("INSERT INTO {door} VALUES (?, ?)", event.buyer, word)
