"""The few tables this room keeps in a store's own database, next to the events: made once, and a lease.

Everything goes through `store.transaction()` and `tx.execute`, so that it works on memory, SQLite and
PostgreSQL alike and commits with whatever else the transaction does.
"""

from __future__ import annotations

from datetime import timedelta

from companion.sourcing import EventStore, StatementFailed
from companion.sourcing.until import microseconds

MAKING = 7_290_001  # the advisory lock under which PostgreSQL makes tables: two makers at once would collide


def is_postgres(store: EventStore) -> bool:
    """Whether the store's SQL is PostgreSQL's; asked of the database itself."""
    try:
        with store.transaction() as tx:
            tx.execute("SELECT sqlite_version()")
    except StatementFailed:
        return True
    return False


def make_tables(store: EventStore, postgres: bool, *statements: str) -> None:
    """Run `CREATE TABLE IF NOT EXISTS …` statements, also when several processes do it at once."""
    with store.transaction() as tx:
        if postgres:
            tx.execute("SELECT pg_advisory_xact_lock(?)", MAKING)
        for statement in statements:
            tx.execute(statement)


LEASES = """
CREATE TABLE IF NOT EXISTS relay_lease (
    name TEXT PRIMARY KEY, owner TEXT NOT NULL, until_us BIGINT NOT NULL
)"""
_TAKE = """
INSERT INTO relay_lease (name, owner, until_us) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_us = excluded.until_us
WHERE relay_lease.owner = excluded.owner OR relay_lease.until_us <= ?
RETURNING owner"""


class Lease:
    """The right to be the one relay of its name, for `seconds` at a time, by the clock of the store.

    A holder that dies keeps others out until the lease ends. One that is slower than its lease may go on
    while another has begun: then messages are repeated, but a repeat never comes before its original.
    """

    def __init__(self, store: EventStore, name: str, owner: str, seconds: float) -> None:
        self._store = store
        self.name = name
        self.owner = owner
        self._length = timedelta(seconds=seconds)

    def take(self) -> bool:
        """Take the lease, or extend it; False if another has it."""
        now = self._store.clock.now()
        until = microseconds(now + self._length)
        with self._store.transaction() as tx:
            return bool(tx.execute(_TAKE, self.name, self.owner, until, microseconds(now)))

    def give_back(self) -> None:
        """Release the lease."""
        with self._store.transaction() as tx:
            tx.execute("DELETE FROM relay_lease WHERE name = ? AND owner = ?", self.name, self.owner)
