"""The one place where it is said what the box office runs on.

BOX_OFFICE_STORE   a file, for SQLite, or postgresql://user:password@host/database
BOX_OFFICE_KAFKA   "" for none: each message is handled where it is typed; or host:port,host:port
BOX_OFFICE_LETTERS the folder that letters are put into
"""

from __future__ import annotations

import os
from pathlib import Path

from companion.sourcing import EventStore, SQLiteStore

STORE = os.environ.get("BOX_OFFICE_STORE", "box_office.db")
KAFKA = os.environ.get("BOX_OFFICE_KAFKA", "")
LETTERS = Path(os.environ.get("BOX_OFFICE_LETTERS", "letters"))


def open_store(place: str = STORE) -> EventStore:
    """The store at `place`: PostgreSQL for a URL, else an SQLite file, made when it is not there."""
    if place.startswith(("postgresql://", "postgres://")):
        from companion.engines import PostgresStore

        return PostgresStore(place, schema="box_office")
    return SQLiteStore(place)
