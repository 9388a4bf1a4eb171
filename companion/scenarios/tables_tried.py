"""Tables tried out in an SQLite in memory: which rows they take, and how an author's followers are found.

`one_select` asks for a feed without any read model: one SELECT with a JOIN over the corrected tables, beside
a feed that was filled post by post. Lesson 11 prints both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from companion.cqrs import MemoryFeed

from .social_schema import CONTENT_DDL, DDL

__all__ = ["CONTENT_DDL", "DDL", "OneSelect", "SELECT", "one_select", "tried"]

ROWS = (("123", "7"), ("123", "7"), ("NULL", "NULL"), ("7", "7"))
OF_ADA = "SELECT follower_id FROM followers WHERE following_id = 7"
SELECT = """
SELECT post_id FROM posts JOIN followers ON following_id = user_id
WHERE follower_id = 123 AND deleted_at IS NULL ORDER BY created_at DESC LIMIT 50"""


class OneSelect(NamedTuple):
    """The ids that the SELECT and the feed show, newest first, and how the database looks them up."""

    selected: list[str]
    feed: list[str]
    plan: list[str]


def tried(ddl: Sequence[str]) -> list[str]:
    """A line for each row that is inserted into `followers`, and one for the look-up of Ada's followers."""
    database = _database(ddl)
    lines = [_insert(database, *row) for row in ROWS]
    return [*lines, f"Ada's followers: {', '.join(_plan(database, OF_ADA))}"]


def one_select() -> OneSelect:
    """200 posts of 20 authors, half of whom 123 follows: the newest fifty, both ways."""
    database, feed = _database(DDL), MemoryFeed(kept=50)
    for author in range(1, 11):
        database.execute("INSERT INTO followers VALUES (123, ?)", (author,))
        feed.follow("123", str(author))
    for number in range(1, 201):
        author, at = number % 20 + 1, datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        values = (number, author, f"post {number}", None, at.isoformat(), 1, None)
        database.execute("INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        feed.post(str(author), str(number), at)
    selected = [str(row[0]) for row in database.execute(SELECT)]
    return OneSelect(selected, list(feed.newest("123")), _plan(database, SELECT))


def _database(ddl: Sequence[str]) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    for statement in ddl:
        database.execute(statement.replace("BIGSERIAL", "INTEGER"))
    return database


def _insert(database: sqlite3.Connection, follower: str, following: str) -> str:
    said = f"{follower} follows {following}:"
    try:
        database.execute(f"INSERT INTO followers VALUES ({follower}, {following})")
    except sqlite3.IntegrityError as error:
        return f"{said} refused, {str(error).partition(' constraint')[0]}"
    return f"{said} taken"


def _plan(database: sqlite3.Connection, query: str) -> list[str]:
    return [str(row[3]).partition(" (")[0] for row in database.execute(f"EXPLAIN QUERY PLAN {query}")]
