"""The tables of this room in a store's own database, next to the events.

Everything goes through `store.transaction()` and `tx.execute`, so that it works on memory, SQLite and
PostgreSQL alike and commits with whatever else the transaction does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.sourcing import EventStore

MAKING = 7_290_001  # the advisory lock under which PostgreSQL makes tables: two makers at once would collide


def make_tables(store: EventStore, *statements: str) -> None:
    """Run `CREATE TABLE IF NOT EXISTS …` statements, also when several processes do it at once."""
    with store.transaction() as tx:
        if tx.dialect == "postgresql":
            tx.execute("SELECT pg_advisory_xact_lock(?)", MAKING)
        for statement in statements:
            tx.execute(statement)
